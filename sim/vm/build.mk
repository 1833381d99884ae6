# SPDX-License-Identifier: Apache-2.0
# A shell command: the shared libraries that these programs of the SDK root need.
libraries_of = ldd $(1) | awk '$$1 ~ /^\// && NF == 2 { print $$1 } $$2 == "=>" { print $$3 }' | grep '^/' | sort -u

.PHONY: vm demo compare slowdown
vm: all
	@KERNEL=$(KERNEL) sim/vm/vm shell --model $(MODEL) $(if $(TRACE),--trace $(B)/waves/vm.fst) \
		$(if $(VIRTUAL),--virtual-time) $(KYANITECTL)
demo: all
	@KERNEL=$(KERNEL) TRACE=$(TRACE) sim/vm/compare demo --model $(MODEL) --quick
compare: all
	@KERNEL=$(KERNEL) TRACE=$(TRACE) sim/vm/compare compare --model $(MODEL) $(if $(QUICK),--quick,--sensitivity)
slowdown: all
	@KERNEL=$(KERNEL) sim/vm/slowdown
