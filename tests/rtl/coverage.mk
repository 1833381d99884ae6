# SPDX-License-Identifier: Apache-2.0
# What of the RTL the tests run: the small engine by its random test, the engine's own tests and a
# sample of the vectors, and the units by theirs, which have the other parameters. Models that count
# what they run are slow, and are built in a place of their own.
.PHONY: coverage
coverage:
	$(MAKE) --no-print-directory B=$(B)/coverage CONFIG=small COVERAGE=1 coverage-report

# The other bodies, rounds and stages.
COVERAGE_AES := $(foreach shape,14_3 7_2,test_aes_enc_$(shape) test_aes_dec_$(shape))
COVERAGE_TESTS := test_random_small test_small_engine test_ghash $(notdir $(LEAF_TESTS)) $(COVERAGE_AES)
COVERAGE_DATA := $(COVERAGE_TESTS:%=$(B)/data/%.dat) $(B)/data/vectors.dat
$(COVERAGE_TESTS:%=$(B)/data/%.dat): $(B)/data/%.dat: $(B)/tests/%
	tests/rtl/coverage/measure $@ $<
$(B)/data/vectors.dat: $(B)/tests/vectors_rtl tests/rtl/vectors.sh
	BUILD=$(B) tests/rtl/coverage/measure $@ tests/rtl/vectors.sh rtl 500 1000

.PHONY: coverage-report
coverage-report: $(COVERAGE_DATA)
	verilator_coverage --write $(B)/all.dat $^
	tests/rtl/coverage/report $(B)/all.dat build/results
