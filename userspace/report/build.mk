# SPDX-License-Identifier: Apache-2.0
TESTS += userspace/report/test-report.sh
