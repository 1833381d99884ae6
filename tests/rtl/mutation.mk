# SPDX-License-Identifier: Apache-2.0
# The tests on RTL with bugs, see docs/verification.md.
.PHONY: mutation
mutation:
	tests/rtl/mutation/mutate $(B)/mutation $(B)/results
