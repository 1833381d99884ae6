# SPDX-License-Identifier: Apache-2.0
# All but one source are the same in each configuration.
TLM_SOURCES := $(filter-out sim/tlm/configuration.cpp,$(wildcard sim/tlm/*.cpp))
TLM_OBJECTS := $(TLM_SOURCES:sim/%.cpp=$(B)/%.o)
$(TLM_OBJECTS): $(B)/%.o: sim/%.cpp
	@mkdir -p $(@D)
	$(CXX) $(CPPFLAGS) $(CXXFLAGS) -c -o $@ $<

$(CONFIGS:%=$(B)/tlm/%/configuration.o): $(B)/tlm/%/configuration.o: sim/tlm/configuration.cpp hw/configurations
	@mkdir -p $(@D)
	$(CXX) $(CPPFLAGS) $(CXXFLAGS) $(addprefix -D,$(call config_parameters,$*)) -c -o $@ $<

# Link with libgolden.a, -lsystemc and -lcrypto.
$(CONFIGS:%=$(B)/tlm/%/libmodel_tlm.a): $(B)/tlm/%/libmodel_tlm.a: $(TLM_OBJECTS) $(B)/tlm/%/configuration.o
	@rm -f $@
	$(AR) rcs $@ $^

$(B)/tlm/libmodel_tlm.a: $(B)/tlm/$(CONFIG)/libmodel_tlm.a $(B)/rtl/config
	cp $< $@

# The golden engine's own tests and those of the flight recorder, on the TLM, all sanitized.
TLM_TESTED := $(TLM_SOURCES:sim/tlm/%.cpp=$(B)/tests/tlm/%.o)
$(TLM_TESTED): $(B)/tests/tlm/%.o: sim/tlm/%.cpp
	@mkdir -p $(@D)
	$(CXX) $(CPPFLAGS) $(CXXFLAGS) $(SANITIZE) -c -o $@ $<

# The golden sources are C: sanitized objects of their own.
TLM_TESTED_GOLDEN := $(GOLDEN_SOURCES:sim/%.c=$(B)/tests/tlm/%.o)
$(TLM_TESTED_GOLDEN): $(B)/tests/tlm/%.o: sim/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(GOLDEN_CFLAGS) $(SANITIZE) -c -o $@ $<

TLM_TEST_OBJECTS := $(TLM_TESTED) $(TLM_TESTED_GOLDEN) $(B)/tlm/medium/configuration.o
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

# How far its time is from the RTL's in each configuration, over the matrix of the bench.
TLM_BENCHES := $(CONFIGS:%=$(B)/tests/bench-tlm-%)
$(TLM_BENCHES): $(B)/tests/bench-tlm-%: $(B)/tests/bench.o $(B)/tests/bench-models-tlm.o $(B)/tlm/%/libmodel_tlm.a $(B)/golden/libgolden.a
	$(CXX) -o $@ $^ -lsystemc -lcrypto

TLM_ROWS := $(CONFIGS:%=$(B)/bench/tlm-%.tsv)
$(TLM_ROWS): $(B)/bench/tlm-%.tsv: $(B)/tests/bench-tlm-%
	@mkdir -p $(@D)
	$< tlm $* >$@.tmp
	@mv $@.tmp $@

.PHONY: calibrate
calibrate: $(CONFIGS:%=$(B)/bench/rtl-%.tsv) $(TLM_ROWS)
	@awk -f sim/tlm/calibrate.awk $^
