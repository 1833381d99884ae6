# SPDX-License-Identifier: Apache-2.0
# Single units of hw/rtl against libcrypto.
LEAF_TESTS := $(addprefix $(B)/tests/,test_aes_keyexp test_hash_lane)
# The pipes by rounds unrolled and register stages a round.
AES_SHAPES := 14_1 14_3 7_2 1_1
AES_TESTS := $(foreach s,$(AES_SHAPES),$(B)/tests/test_aes_enc_$(s) $(B)/tests/test_aes_dec_$(s))
TESTS += $(LEAF_TESTS) $(AES_TESTS)
TEST_DEPS += $(LEAF_TESTS) $(AES_TESTS)

LEAF_PACKAGES := hw/rtl/kya_aes_pkg.sv hw/rtl/kya_sha_pkg.sv
# A unit alone uses part of the packages; a port is called abort.
LEAF_WARN := -Wall -Wno-UNUSEDPARAM -Wno-SYMRSVDWORD
LEAF_VERILATE := verilator --cc --build -j 2 -O3 --public-flat-rw $(LEAF_WARN) -CFLAGS -O1
LEAF_LIBS = $(B)/leaf/kya_$*/libVkya_$*.a $(B)/leaf/kya_$*/libverilated.a

# The bench sees registers inside the unit, to prove that they are erased.
$(B)/leaf/%/verilated: hw/rtl/%.sv $(LEAF_PACKAGES)
	@mkdir -p $(@D)
	$(LEAF_VERILATE) --top-module $* --Mdir $(@D) $(LEAF_PACKAGES) $< >$(@D)/log || { cat $(@D)/log; exit 1; }
	@touch $@

$(B)/tests/test_aes_keyexp: tests/rtl/test_aes_keyexp.cpp
$(B)/tests/test_hash_lane: tests/rtl/test_hash_lane.cpp
$(LEAF_TESTS): $(B)/tests/test_%: $(wildcard tests/rtl/*.hpp) $(B)/leaf/kya_%/verilated
	@mkdir -p $(@D)
	$(CXX) $(CXXFLAGS) -isystem $(VROOT) -isystem $(VROOT)/vltstd \
		-isystem $(B)/leaf/kya_$* -o $@ $(filter %.cpp,$^) $(LEAF_LIBS) -lcrypto -lpthread

# * is the direction, the rounds and the stages.
aes_part = $(word $1,$(subst _, ,$*))
$(B)/leaf/aes_%/verilated: hw/rtl/kya_aes_enc.sv hw/rtl/kya_aes_dec.sv hw/rtl/kya_aes_pkg.sv
	@mkdir -p $(@D)
	$(LEAF_VERILATE) --top-module kya_aes_$(call aes_part,1) --prefix Vkya_aes -GUNROLL=$(call aes_part,2) \
		-GSTAGES=$(call aes_part,3) --Mdir $(@D) hw/rtl/kya_aes_pkg.sv hw/rtl/kya_aes_$(call aes_part,1).sv >$(@D)/log || { cat $(@D)/log; exit 1; }
	@touch $@

$(AES_TESTS): $(B)/tests/test_aes_%: tests/rtl/test_aes_pipe.cpp $(wildcard tests/rtl/*.hpp) $(B)/leaf/aes_%/verilated
	@mkdir -p $(@D)
	$(CXX) $(CXXFLAGS) $(if $(filter dec,$(call aes_part,1)),-DDECRYPT) -DUNROLL=$(call aes_part,2) \
		-DSTAGES=$(call aes_part,3) -isystem $(VROOT) -isystem $(VROOT)/vltstd -isystem $(B)/leaf/aes_$* \
		-o $@ $< $(B)/leaf/aes_$*/libVkya_aes.a $(B)/leaf/aes_$*/libverilated.a -lcrypto -lpthread

# Both bodies of the S-boxes; the unit has no clock.
SBOX_TEST := $(B)/tests/test_sbox
TESTS += $(SBOX_TEST)
TEST_DEPS += $(SBOX_TEST)
$(B)/leaf/sbox_logic/verilated: LEAF_DEFINE := -DKYA_LOGIC
$(B)/leaf/sbox_%/verilated: tests/rtl/sbox.sv hw/rtl/kya_aes_pkg.sv
	@mkdir -p $(@D)
	$(LEAF_VERILATE) $(LEAF_DEFINE) --top-module sbox --prefix Vsbox_$* --Mdir $(@D) hw/rtl/kya_aes_pkg.sv $< >$(@D)/log || { cat $(@D)/log; exit 1; }
	@touch $@

SBOX_BODIES := $(B)/leaf/sbox_table $(B)/leaf/sbox_logic
$(SBOX_TEST): tests/rtl/test_sbox.cpp $(wildcard tests/rtl/*.hpp) $(SBOX_BODIES:%=%/verilated)
	@mkdir -p $(@D)
	$(CXX) $(CXXFLAGS) $(SANITIZE) -isystem $(VROOT) -isystem $(VROOT)/vltstd $(SBOX_BODIES:%=-isystem %) \
		-o $@ $< $(foreach d,$(SBOX_BODIES),$(d)/libV$(notdir $(d)).a) $(B)/leaf/sbox_table/libverilated.a -lcrypto -lpthread

LINT += lint-leaf
.PHONY: lint-leaf
lint-leaf:
	for unit in kya_aes_enc kya_aes_dec kya_aes_keyexp kya_hash_lane; do \
		verilator --lint-only $(LEAF_WARN) --top-module $$unit $(LEAF_PACKAGES) hw/rtl/$$unit.sv || exit 1; \
	done
