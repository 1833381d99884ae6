# SPDX-License-Identifier: Apache-2.0
.PHONY: vm
vm: $(TEST_DEPS)
	@sim/vm/vm shell --model $(MODEL) $(if $(TRACE),--trace $(B)/waves/vm.fst)
