# SPDX-License-Identifier: Apache-2.0
RTL_SV := hw/regs/generated/kyanite_regs_pkg.sv hw/rtl/kya_pkg.sv hw/rtl/kya_aes_pkg.sv hw/rtl/kya_sha_pkg.sv \
	$(filter-out %_pkg.sv,$(wildcard hw/rtl/*.sv))
# The configurations are models of their own; CONFIG chooses that of the device process.
CONFIGS := small medium large
config_parameters = $(shell sed -n 's/^$(1) //p' hw/configurations)
# Covers count only where assertions are on.
VERILATE := verilator --cc --build -j 2 -O3 --x-assign fast --x-initial fast $(if $(COVERAGE),--assert,--noassert) \
	--trace-fst $(VERILATE_COVERAGE) --no-timing -Wall -Wno-DECLFILENAME --top-module kya_engine -CFLAGS -fPIC \
	-MAKEFLAGS "OPT_FAST=$(VERILATE_OPTIMIZE) OPT_SLOW=-O0"
VROOT = $(shell verilator --getenv VERILATOR_ROOT)/include

LINT_RTL := $(CONFIGS:%=lint-rtl-%)
LINT += $(LINT_RTL)
.PHONY: $(LINT_RTL)
$(LINT_RTL): lint-rtl-%:
	for body in "" -DKYA_LOGIC; do \
		verilator --lint-only -Wall -Wno-DECLFILENAME $$body $(addprefix -G,$(call config_parameters,$*)) \
			--top-module kya_engine $(RTL_SV) || exit 1; \
	done

RTL_ENGINES := $(CONFIGS:%=$(B)/rtl/%/obj/Vkya_engine__ALL.a)
$(RTL_ENGINES): $(B)/rtl/%/obj/Vkya_engine__ALL.a: $(RTL_SV) $(COVERAGE_SV) hw/configurations
	@rm -rf $(@D) && mkdir -p $(@D)
	$(VERILATE) $(addprefix -G,$(call config_parameters,$*)) --Mdir $(@D) $(RTL_SV) $(COVERAGE_SV)

$(CONFIGS:%=$(B)/rtl/%/rtl.o): $(B)/rtl/%/rtl.o: sim/rtl/rtl.cpp $(B)/rtl/%/obj/Vkya_engine__ALL.a
	$(CXX) $(CXXFLAGS) $(CPPFLAGS) -isystem $(VROOT) -isystem $(VROOT)/vltstd -I$(B)/rtl/$*/obj -Wno-pedantic -c -o $@ $<

# One archive with the model, the Verilated engine and Verilator's run time.
$(CONFIGS:%=$(B)/rtl/%/libmodel_rtl.a): $(B)/rtl/%/libmodel_rtl.a: $(B)/rtl/%/rtl.o
	@rm -f $@
	cd $(B)/rtl/$* && ar x obj/Vkya_engine__ALL.a --output=. 2>/dev/null; ar rcs $(notdir $@) rtl.o obj/*.o

# A build with another CONFIG relinks.
$(B)/rtl/libmodel_rtl.a: $(B)/rtl/$(CONFIG)/libmodel_rtl.a $(B)/rtl/config
	cp $< $@
$(B)/rtl/config: FORCE
	@mkdir -p $(@D)
	@echo $(CONFIG) | cmp -s - $@ || echo $(CONFIG) >$@
.PHONY: FORCE
FORCE:

# A second reader: what Yosys takes, a synthesizer can.
LINT += lint-yosys
.PHONY: lint-yosys
lint-yosys:
	yosys -q -p "read_verilog -sv -D KYA_LOGIC $(RTL_SV); hierarchy -check -top kya_engine; proc -noopt; check -assert" 2>&1 | \
		{ ! grep -v 'Replacing memory'; }
