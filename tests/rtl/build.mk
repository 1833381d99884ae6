# SPDX-License-Identifier: Apache-2.0
include tests/rtl/leaf.mk

# The model is C++ and unsanitized (Verilator's code is slow enough); the
# benches around it are C.
RANDOM_SOURCES := tests/rtl/test_random.c tests/rtl/random_memory.c tests/rtl/random_request.c
TESTS += $(B)/tests/test_random
TEST_DEPS += $(B)/tests/test_random
$(B)/tests/random/%.o: tests/rtl/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

$(B)/tests/test_random: $(B)/rtl/libmodel_rtl.a
# The other configurations pass it, too: the small one always, all of them by "make configurations".
RANDOM_CONFIGS := $(CONFIGS:%=$(B)/tests/test_random_%)
TESTS += $(B)/tests/test_random_small
TEST_DEPS += $(B)/tests/test_random_small
$(RANDOM_CONFIGS): $(B)/tests/test_random_%: $(B)/rtl/%/libmodel_rtl.a
$(B)/tests/test_random $(RANDOM_CONFIGS): $(RANDOM_SOURCES:tests/rtl/%.c=$(B)/tests/random/%.o) $(B)/golden/libgolden.a
	$(CXX) -o $@ $(filter %.o,$^) $(filter %.a,$^) -lcrypto -lz -lpthread

.PHONY: configurations
configurations: $(RANDOM_CONFIGS)
	@tests/run $^

# The golden model's engine passes it, too: its queues are not the function that it compares with.
TESTS += $(B)/tests/test_random_golden
TEST_DEPS += $(B)/tests/test_random_golden
$(B)/tests/test_random_golden: $(RANDOM_SOURCES) $(wildcard tests/rtl/random_*.h) $(GOLDEN_SOURCES) $(GOLDEN_HEADERS)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(filter-out -MMD -MP,$(CFLAGS)) $(GOLDEN_CFLAGS) $(SANITIZE) -DMODEL=model_golden -o $@ \
		$(filter %.c,$^) -lcrypto

# Known answers: all through the golden model and a sample through the RTL; "make vectors" all.
VECTOR_SOURCES := tests/rtl/vectors.c tests/rtl/vector_engine.c
VECTOR_PROGRAMS := $(B)/tests/vectors_golden $(B)/tests/vectors_rtl
TESTS += tests/rtl/test-vectors.sh
TEST_DEPS += $(VECTOR_PROGRAMS)
$(B)/tests/vectors/%.o: tests/rtl/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(GOLDEN_CFLAGS) -Itests/unit -c -o $@ $<

$(B)/tests/vectors_rtl: $(VECTOR_SOURCES:tests/rtl/%.c=$(B)/tests/vectors/%.o) $(B)/rtl/libmodel_rtl.a
	$(CXX) -o $@ $^ -lcrypto -lz -lpthread

$(B)/tests/vectors_golden: $(VECTOR_SOURCES) tests/rtl/vector_engine.h tests/unit/golden_context.h $(GOLDEN_SOURCES) $(GOLDEN_HEADERS)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(filter-out -MMD -MP,$(CFLAGS)) $(GOLDEN_CFLAGS) -Itests/unit $(SANITIZE) -DMODEL=model_golden -o $@ \
		$(filter %.c,$^) -lcrypto

.PHONY: vectors
vectors: $(VECTOR_PROGRAMS)
	tests/rtl/vectors.sh rtl 1 20

# The golden engine's own tests, on the RTL.
ENGINE_TESTS := $(addprefix $(B)/tests/,test_rtl_engine test_small_engine)
TESTS += $(ENGINE_TESTS)
TEST_DEPS += $(ENGINE_TESTS)
$(B)/tests/test_rtl_engine: $(B)/rtl/libmodel_rtl.a
$(B)/tests/test_small_engine: $(B)/rtl/small/libmodel_rtl.a
$(B)/tests/test_small_engine: private ENGINE_QUEUES := -DQUEUES=4
$(ENGINE_TESTS): tests/unit/test_golden_engine.c tests/unit/golden_world.h $(B)/golden/libgolden.a
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -DMODEL=model_rtl $(ENGINE_QUEUES) -c -o $@.o $(filter %.c,$^)
	$(CXX) -o $@ $@.o $(filter %.a,$^) -lcmocka -lcrypto -lz -lpthread

# So are those of its statuses.
TESTS += $(B)/tests/test_small_errors
TEST_DEPS += $(B)/tests/test_small_errors
$(B)/tests/test_small_errors: tests/unit/test_golden_errors.c $(wildcard tests/unit/golden_*.h) $(B)/rtl/small/libmodel_rtl.a
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(GOLDEN_CFLAGS) -DMODEL=model_rtl -c -o $@.o $<
	$(CXX) -o $@ $@.o $(filter %.a,$^) -lcmocka -lcrypto -lz -lpthread

# What the small engine still knows after zeroize; it looks inside the model.
TESTS += $(B)/tests/test_erase
TEST_DEPS += $(B)/tests/test_erase
ERASE_OBJ := $(B)/rtl/small/obj
$(B)/tests/erase/signals.inc: tests/rtl/signals.awk $(B)/rtl/small/libmodel_rtl.a
	@mkdir -p $(@D)
	awk -f $< $(ERASE_OBJ)/Vkya_engine__Syms.h $(filter-out %__Syms.h,$(wildcard $(ERASE_OBJ)/Vkya_engine_*.h)) >$@

$(B)/tests/test_erase: tests/rtl/test_erase.cpp sim/rtl/rtl.cpp $(wildcard tests/rtl/*.hpp) $(B)/tests/erase/signals.inc \
		$(B)/tests/random/random_memory.o $(B)/tests/random/random_request.o $(B)/golden/libgolden.a
	$(CXX) $(CXXFLAGS) $(CPPFLAGS) -I$(@D)/erase -isystem $(VROOT) -isystem $(VROOT)/vltstd -I$(ERASE_OBJ) \
		-Wno-pedantic -Wno-subobject-linkage -o $@ $< $(filter %.o,$^) $(B)/rtl/small/libmodel_rtl.a \
		$(B)/golden/libgolden.a -lcrypto -lz -lpthread

# The engine alone, in each configuration: cycles, from its own clock.
BENCHES := $(CONFIGS:%=$(B)/tests/bench-%)
$(BENCHES): $(B)/tests/bench-%: $(B)/tests/bench.o $(B)/tests/bench-models-rtl.o $(B)/rtl/%/libmodel_rtl.a $(B)/golden/libgolden.a
	$(CXX) -o $@ $^ -lcrypto -lz -lpthread

# Also for the TLM's.
$(B)/tests/bench.o: tests/rtl/bench.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<
$(B)/tests/bench-models-rtl.o: MODEL_DEFINE := -DKYANITE_RTL
$(B)/tests/bench-models-tlm.o: MODEL_DEFINE := -DKYANITE_TLM
$(B)/tests/bench-models-%.o: sim/models.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(MODEL_DEFINE) -c -o $@ $<

BENCH_ROWS := $(CONFIGS:%=$(B)/bench/rtl-%.tsv)
$(BENCH_ROWS): $(B)/bench/rtl-%.tsv: $(B)/tests/bench-%
	@mkdir -p $(@D)
	$< rtl $* >$@.tmp
	@mv $@.tmp $@

.PHONY: bench
bench: $(B)/bench/ceiling.tsv $(BENCH_ROWS)
	tests/rtl/bench-report $(B)/results $^

$(B)/tests/ceiling: tests/rtl/ceiling.c $(B)/sim/pcie/link.o $(B)/sim/params.o
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -o $@ $^

$(B)/bench/ceiling.tsv: $(B)/tests/ceiling
	@mkdir -p $(@D)
	$< >$@.tmp
	@mv $@.tmp $@

# So are those of the flight recorder.
TESTS += $(B)/tests/test_rtl_record
TEST_DEPS += $(B)/tests/test_rtl_record
$(B)/tests/test_rtl_record: tests/unit/test_record.c tests/unit/golden_world.h $(B)/sim/record/recorder.o \
		$(B)/record/reader.o $(B)/sim/params.o $(B)/rtl/libmodel_rtl.a | $(LOG)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -DMODEL=model_rtl -DOTHER_MODEL='"tlm"' -DLOG_TOOL='"$(LOG)"' -c -o $@.o $<
	$(CXX) -o $@ $@.o $(filter %.o %.a,$^) -lcmocka -lz -lpthread

include tests/rtl/coverage.mk
include tests/rtl/mutation.mk
