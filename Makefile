# SPDX-License-Identifier: Apache-2.0
# Outside the SDK root every target runs itself again inside it; inside, each
# folder's build.mk adds its own part.
.DEFAULT_GOAL := help
KERNEL ?= 6.12
MODEL ?= rtl
CONFIG ?= medium
PASS = $(foreach v,KERNEL MODEL CONFIG TRACE QUICK SEED VIRTUAL CELL SET LIST V,$(if $($v),$v='$($v)'))

ifeq ($(wildcard /etc/kyanite-sdk),)

.PHONY: help sdk clean distclean force
help:
	@sed -n 's/^#> //p' Makefile
sdk:
	@sim/sdk/sdk build
clean:
	rm -rf build
distclean: clean
	sim/sdk/sdk clean
Makefile: ;
force: ;
# Forced, since "driver" is also a folder's name.
%: force
	@sim/sdk/sdk run $(MAKE) --no-print-directory $@ $(PASS)

else

B := build
CFLAGS := -std=gnu11 -O2 -g -ffile-prefix-map=$(CURDIR)=. -Wall -Wextra -Werror -MMD -MP
CXXFLAGS := -std=gnu++17 -O2 -g -Wall -Wextra -Werror -MMD -MP
CPPFLAGS := -D_GNU_SOURCE -Isim -Ihw/regs/generated
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all
TESTS := tests/unit/test-run.sh
# COVERAGE="line toggle user": models that count what they run ("make coverage").
VERILATE_OPTIMIZE := -O2
ifdef COVERAGE
VERILATE_COVERAGE := $(addprefix --coverage-,$(COVERAGE))
COVERAGE_SV := tests/rtl/coverage/functional.sv
VERILATE_OPTIMIZE := -O1
CXXFLAGS += -DVM_COVERAGE=1
endif
TEST_DEPS :=
TORTURE :=
LINT :=

.PHONY: all test torture lint format clean
all:
clean:
	rm -rf $(B)

include $(sort $(wildcard */build.mk */*/build.mk))

all: $(TEST_DEPS)
test: $(TEST_DEPS)
	@tests/run $(TESTS)
torture: $(TEST_DEPS)
	@tests/run -t 3600 $(TORTURE)

C_SOURCES = $(shell git ls-files 'sim/*.[ch]' 'sim/*.cpp' 'tests/*.[ch]' 'tests/*.cpp' 'userspace/*.[ch]' 'hw/regs/*.c')
SCRIPTS = $(shell git ls-files | xargs grep -lE '^\#!/bin/(ba)?sh')
lint: $(LINT)
	clang-format --dry-run -Werror $(C_SOURCES)
	shellcheck $(SCRIPTS)
format:
	clang-format -i $(C_SOURCES)

-include $(shell find $(B) -type f -name '*.d' 2>/dev/null)
# A source that is gone: what Verilator made of it is made again.
hw/rtl/%.sv: ;

endif

#> make demo        boot the VM, load the driver, pass the self-tests, print a small comparison
#> make compare     the whole comparison in virtual time, with sensitivity (QUICK=1: a subset)
#> make ipsec       the IPsec testbed: figures of a paper, in software and on the engine (SET=, CELL=, LIST=1)
#> make ipsec-again three cells of it twice, and compare
#> make test        all quick tests
#> make torture     long tests: all vectors through the driver, suites by others, hotplug and a hostile engine for longer
#> make vectors     all test vectors of NIST and Wycheproof through the RTL
#> make vm          an interactive guest with the driver loaded (TRACE=1: waves, VIRTUAL=1: virtual time)
#> make driver      the kernel modules (KERNEL=6.1, 6.12 or 7.3)
#> make kyanitectl  the program that shows and sets what the driver's queues do
#> make dkms-deb    a Debian package that builds the driver by DKMS for any kernel
#> make bench       the engine alone: cycles per byte, simulated cycles per second
#> make calibrate   the SystemC model's cycles beside the RTL's
#> make configurations  the random test on the small, the medium and the large engine
#> make slowdown    what virtual time costs, in ratios
#> make synth       area and Fmax on an ECP5-85, an hour or more (docs/synthesis.md)
#> make area        LUTs, flip-flops and RAMs of each unit of an engine, some minutes (CONFIG=)
#> make formal      proofs of the units' properties (docs/verification.md)
#> make model-check every state of a queue's doorbells, interrupts and polls: no completion is lost
#> make coverage    lines, toggles and kinds of requests that the tests reach in the RTL, half an hour
#> make mutation    the tests on RTL with bugs: how many they find, an hour; goes on where it was broken off
#> make lint        formatting and static analysis
#> make format      put the sources into the checked-in format
#> make sdk         only make the SDK root
#> make clean       remove build/
#> make distclean   also remove the SDK root and its downloads
