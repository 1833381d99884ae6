# SPDX-License-Identifier: Apache-2.0
TESTS += tests/guest/test-vm.sh
