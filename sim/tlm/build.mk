# SPDX-License-Identifier: Apache-2.0
TLM_SOURCES := $(wildcard sim/tlm/*.cpp)
TLM_OBJECTS := $(TLM_SOURCES:sim/%.cpp=$(B)/%.o)
# The configuration's parameters; without one those of timing.h.
TLM_CONFIG := $(wildcard hw/config/$(or $(CONFIG),medium))
TLM_CPPFLAGS := $(CPPFLAGS) $(addprefix -D,$(if $(TLM_CONFIG),$(shell grep -E '^[A-Z0-9_]+=[0-9]+$$' $(TLM_CONFIG))))
$(TLM_OBJECTS): $(B)/%.o: sim/%.cpp $(TLM_CONFIG)
	@mkdir -p $(@D)
	$(CXX) $(TLM_CPPFLAGS) $(CXXFLAGS) -c -o $@ $<

# Link with libgolden.a, -lsystemc and -lcrypto.
$(B)/tlm/libmodel_tlm.a: $(TLM_OBJECTS)
	$(AR) rcs $@ $^

# The golden engine's own tests and those of the flight recorder, on the TLM, all sanitized.
TLM_TESTED := $(TLM_SOURCES:sim/tlm/%.cpp=$(B)/tests/tlm/%.o)
$(TLM_TESTED): $(B)/tests/tlm/%.o: sim/tlm/%.cpp $(TLM_CONFIG)
	@mkdir -p $(@D)
	$(CXX) $(TLM_CPPFLAGS) $(CXXFLAGS) $(SANITIZE) -c -o $@ $<

# The golden sources are C: sanitized objects of their own.
TLM_TESTED_GOLDEN := $(GOLDEN_SOURCES:sim/%.c=$(B)/tests/tlm/%.o)
$(TLM_TESTED_GOLDEN): $(B)/tests/tlm/%.o: sim/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(GOLDEN_CFLAGS) $(SANITIZE) -c -o $@ $<

TLM_TEST_OBJECTS := $(TLM_TESTED) $(TLM_TESTED_GOLDEN)
TLM_TESTS := $(B)/tests/test_tlm $(addprefix $(B)/tests/test_tlm_,engine record random)
TESTS += $(TLM_TESTS)
TEST_DEPS += $(TLM_TESTS)
$(B)/tests/test_tlm: tests/unit/test_tlm.c tests/unit/golden_world.h $(TLM_TEST_OBJECTS)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(SANITIZE) -c -o $@.o $<
	$(CXX) $(SANITIZE) -o $@ $@.o $(filter %.o,$^) -lcmocka -lsystemc -lcrypto

$(B)/tests/test_tlm_engine: tests/unit/test_golden_engine.c tests/unit/golden_world.h $(TLM_TEST_OBJECTS)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(SANITIZE) -DMODEL=model_tlm -c -o $@.o $<
	$(CXX) $(SANITIZE) -o $@ $@.o $(filter %.o,$^) -lcmocka -lsystemc -lcrypto

# As the RTL's, this one calls the tool that has all models.
$(B)/tests/test_tlm_record: tests/unit/test_record.c tests/unit/golden_world.h $(B)/sim/record/recorder.o \
		$(B)/record/reader.o $(B)/sim/params.o $(TLM_TEST_OBJECTS) | $(B)/sim/kyanite-log
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(SANITIZE) -DMODEL=model_tlm -DLOG_TOOL='"$(B)/sim/kyanite-log"' -c -o $@.o $<
	$(CXX) $(SANITIZE) -o $@ $@.o $(filter %.o,$^) -lcmocka -lsystemc -lcrypto

# And the random requests, on a bus that delays and refuses.
TLM_RANDOM := $(addprefix $(B)/tests/tlm/random/,test_random.o random_memory.o random_request.o)
$(TLM_RANDOM): $(B)/tests/tlm/random/%.o: tests/rtl/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(SANITIZE) -DMODEL=model_tlm -c -o $@ $<

$(B)/tests/test_tlm_random: $(TLM_RANDOM) $(TLM_TEST_OBJECTS)
	$(CXX) $(SANITIZE) -o $@ $^ -lsystemc -lcrypto

# How far its time is from the RTL's, over the matrix of the bench; and how fast both run.
$(B)/tests/bench_tlm: tests/rtl/bench.c $(B)/tlm/libmodel_tlm.a $(B)/golden/libgolden.a
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -DMODEL=model_tlm -c -o $@.o $<
	$(CXX) -o $@ $@.o $(filter %.a,$^) -lsystemc -lcrypto

.PHONY: calibrate
calibrate: $(B)/tests/bench $(B)/tests/bench_tlm
	@mkdir -p $(B)/results
	@$(B)/tests/bench >$(B)/results/bench.tsv
	@$(B)/tests/bench_tlm >$(B)/results/bench-tlm.tsv
	@awk -f sim/tlm/calibrate.awk $(B)/results/bench.tsv $(B)/results/bench-tlm.tsv
