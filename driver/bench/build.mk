# SPDX-License-Identifier: Apache-2.0
# Built in a copy, since Kbuild writes beside the sources.
BENCH_SRC := $(addprefix driver/bench/,Kbuild main.c run.c types.c measure.c bench.h measure.h)
BENCH_KO := $(B)/driver/bench/kyanite_bench.ko
BENCH_KDIR = $(lastword $(sort $(wildcard /lib/modules/$(KERNEL).*/build)))

$(BENCH_KO): $(BENCH_SRC)
	@mkdir -p $(@D)
	cp -p $^ $(@D)/
	$(MAKE) -C $(BENCH_KDIR) M=$(abspath $(@D)) W=1 KCFLAGS=-Werror modules

TEST_DEPS += $(BENCH_KO)

.PHONY: lint-bench
lint-bench: $(BENCH_KO)
	$(MAKE) -C $(BENCH_KDIR) M=$(abspath $(B)/driver/bench) W=1 C=2 CF=-Wsparse-error modules
LINT += lint-bench
