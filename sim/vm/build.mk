# SPDX-License-Identifier: Apache-2.0
.PHONY: vm demo
vm: all
	@KERNEL=$(KERNEL) sim/vm/vm shell --model $(MODEL) $(if $(TRACE),--trace $(B)/waves/vm.fst)
demo: all
	@KERNEL=$(KERNEL) TRACE=$(TRACE) sim/vm/demo $(MODEL) $(QUICK)
