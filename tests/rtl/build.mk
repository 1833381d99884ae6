# SPDX-License-Identifier: Apache-2.0
RTL_TESTS := $(B)/tests/test_random
TESTS += $(RTL_TESTS)
TEST_DEPS += $(RTL_TESTS)

# The model is C++ and unsanitized (Verilator's code is slow enough); the
# benches around it are C.
$(B)/tests/test_random: tests/rtl/test_random.c $(B)/rtl/libmodel_rtl.a $(B)/golden/libgolden.a
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@.o $<
	$(CXX) -o $@ $@.o $(B)/rtl/libmodel_rtl.a $(B)/golden/libgolden.a -lcrypto -lz -lpthread
