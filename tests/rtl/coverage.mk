# SPDX-License-Identifier: Apache-2.0
# What of the RTL the tests run: the small engine by its random test, the engine's own tests and a
# sample of the vectors, and the units by theirs, which have the other parameters. A model that
# counts each bit is slow a hundred times: another one without that has the long tests, test_hash
# among them. Both are built in places of their own.

# The other bodies, rounds and stages.
COVERAGE_AES := test_aes_14_3_table test_aes_14_3_logic test_aes_7_1_rom
COVERAGE_BITS := test_random_small test_sbox test_ghash test_aes_keyexp $(COVERAGE_AES)
COVERAGE_LONG := test_random_small test_small_engine test_hash vectors
COVERAGE_DATA := $(COVERAGE_BITS:%=$(B)/coverage/data/%.dat) $(COVERAGE_LONG:%=$(B)/coverage/long/data/%.dat)

# With so many batches each kind of request comes up.
.PHONY: coverage
coverage:
	$(MAKE) --no-print-directory B=$(B)/coverage/long CONFIG=small COVERAGE="line user" BATCHES=80 \
		$(COVERAGE_LONG:%=$(B)/coverage/long/data/%.dat)
	$(MAKE) --no-print-directory B=$(B)/coverage CONFIG=small COVERAGE="line toggle user" BATCHES=4 \
		$(COVERAGE_BITS:%=$(B)/coverage/data/%.dat)
	verilator_coverage --write $(B)/coverage/all.dat $(COVERAGE_DATA)
	tests/rtl/coverage/report $(B)/coverage/all.dat $(B)/results

$(patsubst %,$(B)/data/%.dat,$(sort $(COVERAGE_BITS) $(filter-out vectors,$(COVERAGE_LONG)))): $(B)/data/%.dat: $(B)/tests/%
	tests/rtl/coverage/measure $@ $<
$(B)/data/vectors.dat: $(B)/tests/vectors_rtl tests/rtl/vectors.sh
	BUILD=$(B) tests/rtl/coverage/measure $@ tests/rtl/vectors.sh rtl 500 1000
