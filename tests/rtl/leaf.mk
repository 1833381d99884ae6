# SPDX-License-Identifier: Apache-2.0
# Single units of hw/rtl against libcrypto.
LEAF_TESTS := $(addprefix $(B)/tests/,test_aes_keyexp test_hash)
# The pipes by rounds unrolled, register stages a round, and body: tables, S-boxes in block RAMs, or in logic;
# the last one for encryption alone, too.
AES_SHAPES := 14_3_table 14_3_logic 14_3_encrypt 7_1_rom 7_2_logic 2_1_rom 1_1_table 1_1_logic
AES_TESTS := $(AES_SHAPES:%=$(B)/tests/test_aes_%)
TESTS += $(LEAF_TESTS) $(AES_TESTS)
TEST_DEPS += $(LEAF_TESTS) $(AES_TESTS)

LEAF_PACKAGES := hw/rtl/kya_pkg.sv hw/rtl/kya_aes_pkg.sv hw/rtl/kya_sha_pkg.sv
# A unit alone uses part of the packages; a port is called abort.
LEAF_WARN := -Wall -Wno-UNUSEDPARAM -Wno-SYMRSVDWORD
LEAF_VERILATE := verilator --cc --build -j 2 -O3 --public-flat-rw $(VERILATE_COVERAGE) $(LEAF_WARN) -CFLAGS -O1
LEAF_LIBS = $(B)/leaf/kya_$*/libVkya_$*.a $(B)/leaf/kya_$*/libverilated.a

# The bench sees registers inside the unit, to prove that they are erased.
$(B)/leaf/%/verilated: hw/rtl/%.sv $(LEAF_PACKAGES)
	@mkdir -p $(@D)
	$(LEAF_VERILATE) $(LEAF_PARAMETERS) -y hw/rtl --top-module $* --Mdir $(@D) $(LEAF_PACKAGES) $< >$(@D)/log || { cat $(@D)/log; exit 1; }
	@touch $@

# Two groups of SHA-1/256 cores, one of them not full.
HASH_SLOTS := 8
$(B)/leaf/kya_hash/verilated: LEAF_PARAMETERS := -GNSLOT=$(HASH_SLOTS) -GNSHA=5 -GNSHA512=2
$(B)/leaf/kya_aes_keyexp/verilated: hw/rtl/kya_aes_sbox.sv
$(B)/leaf/kya_hash/verilated: $(addprefix hw/rtl/kya_,sha_group.sv sha_core.sv rr.sv ram.sv)

$(B)/tests/test_aes_keyexp: tests/rtl/test_aes_keyexp.cpp
$(B)/tests/test_hash: tests/rtl/test_hash.cpp
$(LEAF_TESTS): $(B)/tests/test_%: $(wildcard tests/rtl/*.hpp) $(B)/leaf/kya_%/verilated
	@mkdir -p $(@D)
	$(CXX) $(CXXFLAGS) -DSLOTS=$(HASH_SLOTS) -isystem $(VROOT) -isystem $(VROOT)/vltstd \
		-isystem $(B)/leaf/kya_$* -o $@ $(filter %.cpp,$^) $(LEAF_LIBS) -lcrypto -lpthread

aes_part = $(word $1,$(subst _, ,$*))
aes_body = $(if $(filter $1,$(call aes_part,3)),$2,$3)
aes_decrypts = $(call aes_body,encrypt,0,1)
$(B)/leaf/aes_%/verilated: $(addprefix hw/rtl/kya_,aes.sv aes_sbox.sv aes_pkg.sv ram.sv)
	@mkdir -p $(@D)
	$(LEAF_VERILATE) $(call aes_body,table,,-DKYA_LOGIC) -y hw/rtl --top-module kya_aes --prefix Vkya_aes \
		-GDECRYPT=$(aes_decrypts) -GUNROLL=$(call aes_part,1) -GSTAGES=$(call aes_part,2) -GROM=$(call aes_body,rom,1,0) \
		--Mdir $(@D) hw/rtl/kya_aes_pkg.sv hw/rtl/kya_aes.sv >$(@D)/log || { cat $(@D)/log; exit 1; }
	@touch $@

$(AES_TESTS): $(B)/tests/test_aes_%: tests/rtl/test_aes_pipe.cpp $(wildcard tests/rtl/*.hpp) $(B)/leaf/aes_%/verilated
	@mkdir -p $(@D)
	$(CXX) $(CXXFLAGS) -DDECRYPT=$(aes_decrypts) -DUNROLL=$(call aes_part,1) -DSTAGES=$(call aes_part,2) \
		-isystem $(VROOT) -isystem $(VROOT)/vltstd -isystem $(B)/leaf/aes_$* \
		-o $@ $< $(B)/leaf/aes_$*/libVkya_aes.a $(B)/leaf/aes_$*/libverilated.a -lcrypto -lpthread

# The units with two bodies; sbox has both of them, and no clock.
BODY_TESTS := $(B)/tests/test_sbox $(B)/tests/test_ghash
TESTS += $(BODY_TESTS)
TEST_DEPS += $(BODY_TESTS)
# GHASH by the cycles of a block, and body.
GHASH_BODIES := $(addprefix $(B)/leaf/ghash_,1_integer 1_logic 2_integer 2_logic)
ghash_part = $(word $1,$(subst _, ,$*))
$(B)/leaf/sbox/verilated: tests/rtl/sbox.sv hw/rtl/kya_aes_pkg.sv
	@mkdir -p $(@D)
	$(LEAF_VERILATE) --top-module sbox --Mdir $(@D) hw/rtl/kya_aes_pkg.sv $< >$(@D)/log || { cat $(@D)/log; exit 1; }
	@touch $@
$(GHASH_BODIES:%=%/verilated): $(B)/leaf/%/verilated: hw/rtl/kya_ghash.sv hw/rtl/kya_aes_pkg.sv
	@mkdir -p $(@D)
	$(LEAF_VERILATE) $(if $(filter logic,$(call ghash_part,3)),-DKYA_LOGIC) -GCYCLES=$(call ghash_part,2) \
		--top-module kya_ghash --prefix V$* --Mdir $(@D) hw/rtl/kya_aes_pkg.sv $< >$(@D)/log || { cat $(@D)/log; exit 1; }
	@touch $@

$(B)/tests/test_sbox: BODIES := $(B)/leaf/sbox
$(B)/tests/test_sbox: $(B)/leaf/sbox/verilated
$(B)/tests/test_ghash: BODIES := $(GHASH_BODIES)
$(B)/tests/test_ghash: $(GHASH_BODIES:%=%/verilated)
$(BODY_TESTS): $(B)/tests/%: tests/rtl/%.cpp $(wildcard tests/rtl/*.hpp)
	@mkdir -p $(@D)
	$(CXX) $(CXXFLAGS) $(SANITIZE) -isystem $(VROOT) -isystem $(VROOT)/vltstd $(BODIES:%=-isystem %) \
		-o $@ $< $(foreach d,$(BODIES),$(d)/libV$(notdir $(d)).a) $(firstword $(BODIES))/libverilated.a -lcrypto -lpthread

LINT += lint-leaf
.PHONY: lint-leaf
lint-leaf:
	for unit in kya_aes kya_aes_keyexp kya_ghash kya_hash; do \
		verilator --lint-only $(LEAF_WARN) -y hw/rtl --top-module $$unit $(LEAF_PACKAGES) hw/rtl/$$unit.sv || exit 1; \
	done
