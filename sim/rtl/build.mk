# SPDX-License-Identifier: Apache-2.0
RTL_SV := hw/regs/generated/kyanite_regs_pkg.sv hw/rtl/kya_pkg.sv hw/rtl/kya_aes_pkg.sv hw/rtl/kya_sha_pkg.sv \
	$(filter-out %_pkg.sv,$(wildcard hw/rtl/*.sv))
RTL_OBJ := $(B)/rtl/obj
VERILATE := verilator --cc --build -j 2 -O3 --x-assign fast --x-initial fast --noassert \
	--trace-fst --no-timing -Wall -Wno-DECLFILENAME --top-module kya_engine -CFLAGS "-O2 -fPIC"
VROOT = $(shell verilator --getenv VERILATOR_ROOT)/include

LINT += lint-rtl
.PHONY: lint-rtl
lint-rtl:
	verilator --lint-only -Wall -Wno-DECLFILENAME --top-module kya_engine $(RTL_SV)
	verilator --lint-only -Wall -Wno-DECLFILENAME -DKYA_SBOX_LOGIC --top-module kya_engine $(RTL_SV)

$(RTL_OBJ)/Vkya_engine__ALL.a: $(RTL_SV)
	@rm -rf $(RTL_OBJ) && mkdir -p $(B)/rtl
	$(VERILATE) --Mdir $(RTL_OBJ) $(RTL_SV)

$(B)/rtl/rtl.o: sim/rtl/rtl.cpp $(RTL_OBJ)/Vkya_engine__ALL.a
	$(CXX) $(CXXFLAGS) $(CPPFLAGS) -isystem $(VROOT) -isystem $(VROOT)/vltstd -I$(RTL_OBJ) -Wno-pedantic -c -o $@ $<

# One archive with the model, the Verilated engine and Verilator's run time.
$(B)/rtl/libmodel_rtl.a: $(B)/rtl/rtl.o
	@rm -f $@
	cd $(B)/rtl && ar x obj/Vkya_engine__ALL.a --output=. 2>/dev/null; ar rcs $(notdir $@) rtl.o obj/*.o

# A second reader: what Yosys takes, a synthesizer can.
LINT += lint-yosys
.PHONY: lint-yosys
lint-yosys:
	yosys -q -p "read_verilog -sv -D KYA_SBOX_LOGIC $(RTL_SV); hierarchy -check -top kya_engine; proc -noopt; check -assert" 2>&1 | \
		{ ! grep -v 'Replacing memory'; }
