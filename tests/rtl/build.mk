# SPDX-License-Identifier: Apache-2.0
include tests/rtl/leaf.mk

RTL_TESTS := $(B)/tests/test_random
TESTS += $(RTL_TESTS)
TEST_DEPS += $(RTL_TESTS)

# The model is C++ and unsanitized (Verilator's code is slow enough); the
# benches around it are C.
$(B)/tests/test_random: tests/rtl/test_random.c $(B)/rtl/libmodel_rtl.a $(B)/golden/libgolden.a
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@.o $<
	$(CXX) -o $@ $@.o $(B)/rtl/libmodel_rtl.a $(B)/golden/libgolden.a -lcrypto -lz -lpthread

# The golden engine's own tests, on the RTL.
TESTS += $(B)/tests/test_rtl_engine
TEST_DEPS += $(B)/tests/test_rtl_engine
$(B)/tests/test_rtl_engine: tests/unit/test_golden_engine.c tests/unit/golden_world.h $(B)/rtl/libmodel_rtl.a $(B)/golden/libgolden.a
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -DMODEL=model_rtl -c -o $@.o $<
	$(CXX) -o $@ $@.o $(B)/rtl/libmodel_rtl.a $(B)/golden/libgolden.a -lcmocka -lcrypto -lz -lpthread

# The engine alone: cycles, from its own clock.
.PHONY: bench
bench: $(B)/tests/bench
	@mkdir -p $(B)/results
	@$< >$(B)/results/bench.tsv
	@awk -F"\t" '{ printf "%-30s %10s %5s %13s %25s %22s\n", $$1, $$2, $$3, $$4, $$5, $$6 }' $(B)/results/bench.tsv

$(B)/tests/bench: tests/rtl/bench.c $(B)/rtl/libmodel_rtl.a
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@.o $<
	$(CXX) -o $@ $@.o $(B)/rtl/libmodel_rtl.a -lz -lpthread

# So are those of the flight recorder.
TESTS += $(B)/tests/test_rtl_record
TEST_DEPS += $(B)/tests/test_rtl_record
$(B)/tests/test_rtl_record: tests/unit/test_record.c tests/unit/golden_world.h $(B)/sim/record/recorder.o \
		$(B)/record/reader.o $(B)/sim/params.o $(B)/rtl/libmodel_rtl.a | $(LOG)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -DMODEL=model_rtl -DLOG_TOOL='"$(LOG)"' -c -o $@.o $<
	$(CXX) -o $@ $@.o $(filter %.o %.a,$^) -lcmocka -lz -lpthread
