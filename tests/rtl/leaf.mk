# SPDX-License-Identifier: Apache-2.0
# Single units of hw/rtl against libcrypto.
LEAF_TESTS := $(addprefix $(B)/tests/,test_aes_keyexp test_hash)
# The pipes by rounds unrolled and register stages a round.
AES_SHAPES := 14_1 14_3 7_2 1_1
# Those that have their S-boxes in block RAMs.
AES_ROMS := 14_1
AES_TESTS := $(foreach s,$(AES_SHAPES),$(B)/tests/test_aes_enc_$(s) $(B)/tests/test_aes_dec_$(s))
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
$(B)/leaf/kya_hash/verilated: $(addprefix hw/rtl/kya_,sha_group.sv sha_core.sv rr.sv ram.sv banks.sv)

$(B)/tests/test_aes_keyexp: tests/rtl/test_aes_keyexp.cpp
$(B)/tests/test_hash: tests/rtl/test_hash.cpp
$(LEAF_TESTS): $(B)/tests/test_%: $(wildcard tests/rtl/*.hpp) $(B)/leaf/kya_%/verilated
	@mkdir -p $(@D)
	$(CXX) $(CXXFLAGS) -DSLOTS=$(HASH_SLOTS) -isystem $(VROOT) -isystem $(VROOT)/vltstd \
		-isystem $(B)/leaf/kya_$* -o $@ $(filter %.cpp,$^) $(LEAF_LIBS) -lcrypto -lpthread

# The body for synthesis, too.
$(AES_ROMS:%=$(B)/leaf/aes_enc_%/verilated) $(AES_ROMS:%=$(B)/leaf/aes_dec_%/verilated): LEAF_DEFINE := -DKYA_LOGIC
# * is the direction, the rounds and the stages.
aes_part = $(word $1,$(subst _, ,$*))
$(B)/leaf/aes_%/verilated: $(addprefix hw/rtl/kya_,aes_enc.sv aes_dec.sv aes_entry.sv aes_sbox.sv aes_pkg.sv ram.sv)
	@mkdir -p $(@D)
	$(LEAF_VERILATE) $(LEAF_DEFINE) -y hw/rtl --top-module kya_aes_$(call aes_part,1) --prefix Vkya_aes \
		-GROM=$(if $(filter $(AES_ROMS:%=aes_enc_%) $(AES_ROMS:%=aes_dec_%),aes_$*),1,0) -GUNROLL=$(call aes_part,2) \
		-GSTAGES=$(call aes_part,3) --Mdir $(@D) hw/rtl/kya_aes_pkg.sv hw/rtl/kya_aes_$(call aes_part,1).sv >$(@D)/log || { cat $(@D)/log; exit 1; }
	@touch $@

$(AES_TESTS): $(B)/tests/test_aes_%: tests/rtl/test_aes_pipe.cpp $(wildcard tests/rtl/*.hpp) $(B)/leaf/aes_%/verilated
	@mkdir -p $(@D)
	$(CXX) $(CXXFLAGS) $(if $(filter dec,$(call aes_part,1)),-DDECRYPT) -DUNROLL=$(call aes_part,2) \
		-DSTAGES=$(call aes_part,3) -isystem $(VROOT) -isystem $(VROOT)/vltstd -isystem $(B)/leaf/aes_$* \
		-o $@ $< $(B)/leaf/aes_$*/libVkya_aes.a $(B)/leaf/aes_$*/libverilated.a -lcrypto -lpthread

# The units with two bodies; sbox has no clock.
BODY_TESTS := $(B)/tests/test_sbox $(B)/tests/test_ghash
TESTS += $(BODY_TESTS)
TEST_DEPS += $(BODY_TESTS)
SBOX_BODIES := $(B)/leaf/sbox_table $(B)/leaf/sbox_logic
GHASH_BODIES := $(B)/leaf/ghash_integer $(B)/leaf/ghash_logic
$(B)/leaf/sbox_logic/verilated $(B)/leaf/ghash_logic/verilated: LEAF_DEFINE := -DKYA_LOGIC
$(SBOX_BODIES:%=%/verilated): $(B)/leaf/%/verilated: tests/rtl/sbox.sv hw/rtl/kya_aes_pkg.sv
	@mkdir -p $(@D)
	$(LEAF_VERILATE) $(LEAF_DEFINE) --top-module sbox --prefix V$* --Mdir $(@D) hw/rtl/kya_aes_pkg.sv $< >$(@D)/log || { cat $(@D)/log; exit 1; }
	@touch $@
$(GHASH_BODIES:%=%/verilated): $(B)/leaf/%/verilated: hw/rtl/kya_ghash.sv hw/rtl/kya_aes_pkg.sv
	@mkdir -p $(@D)
	$(LEAF_VERILATE) $(LEAF_DEFINE) --top-module kya_ghash --prefix V$* --Mdir $(@D) hw/rtl/kya_aes_pkg.sv $< >$(@D)/log || { cat $(@D)/log; exit 1; }
	@touch $@

$(B)/tests/test_sbox: BODIES := $(SBOX_BODIES)
$(B)/tests/test_sbox: $(SBOX_BODIES:%=%/verilated)
$(B)/tests/test_ghash: BODIES := $(GHASH_BODIES)
$(B)/tests/test_ghash: $(GHASH_BODIES:%=%/verilated)
$(BODY_TESTS): $(B)/tests/%: tests/rtl/%.cpp $(wildcard tests/rtl/*.hpp)
	@mkdir -p $(@D)
	$(CXX) $(CXXFLAGS) $(SANITIZE) -isystem $(VROOT) -isystem $(VROOT)/vltstd $(BODIES:%=-isystem %) \
		-o $@ $< $(foreach d,$(BODIES),$(d)/libV$(notdir $(d)).a) $(firstword $(BODIES))/libverilated.a -lcrypto -lpthread

LINT += lint-leaf
.PHONY: lint-leaf
lint-leaf:
	for unit in kya_aes_enc kya_aes_dec kya_aes_keyexp kya_ghash kya_hash; do \
		verilator --lint-only $(LEAF_WARN) -y hw/rtl --top-module $$unit $(LEAF_PACKAGES) hw/rtl/$$unit.sv || exit 1; \
	done
