// SPDX-License-Identifier: Apache-2.0
/*
 * What the benches of single RTL units share: TAP, a seeded generator, the
 * clock, and Verilator's wide ports as bytes (byte i of a port is bits
 * [8*i +: 8], as in memory).
 */
#ifndef KYANITE_TESTS_LEAF_HPP
#define KYANITE_TESTS_LEAF_HPP

#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <memory>
#include <string>
#include <vector>

#include "verilated.h"
#include "../../sim/rtl/coverage.hpp"

using bytes = std::vector<uint8_t>;

namespace tap
{
inline unsigned count, failed;
inline bool good;

/** fail() - the running test does not hold; the first reason is printed. */
[[gnu::format(printf, 1, 2)]] inline void fail(const char *format, ...)
{
	if (!good)
		return;
	va_list args;
	va_start(args, format);
	printf("# ");
	vprintf(format, args);
	printf("\n");
	va_end(args);
	good = false;
}

/** run() - runs one test and prints its line. */
template <class Test> void run(const char *name, Test test)
{
	good = true;
	test();
	failed += !good;
	printf("%sok %u - %s\n", good ? "" : "not ", ++count, name);
	fflush(stdout);
}

/** finish() - prints the plan; the exit status of the program. */
inline int finish()
{
	printf("1..%u\n", count);
	return failed != 0;
}
} // namespace tap

namespace rng
{
inline uint64_t state;

/** seed() - takes SEED from the environment or the clock, and prints it. */
inline void seed()
{
	const char *given = getenv("SEED");
	state = given && *given ? strtoull(given, nullptr, 0)
				: static_cast<uint64_t>(time(nullptr));
	printf("# SEED=%llu\n", static_cast<unsigned long long>(state));
}

/** next() - splitmix64. */
inline uint64_t next()
{
	uint64_t z = state += 0x9e3779b97f4a7c15;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

/** below() - a number of 0 ... n-1. */
inline unsigned below(unsigned n)
{
	return static_cast<unsigned>(next() % n);
}

inline bytes block(size_t n)
{
	bytes b(n);
	for (auto &x : b)
		x = static_cast<uint8_t>(next());
	return b;
}
} // namespace rng

/** from_hex() - the bytes of a string of hexadecimal digits. */
inline bytes from_hex(const std::string &hex)
{
	bytes b;
	for (size_t i = 0; i + 1 < hex.size(); i += 2)
		b.push_back(static_cast<uint8_t>(strtoul(hex.substr(i, 2).c_str(), nullptr, 16)));
	return b;
}

inline std::string to_hex(const bytes &b)
{
	std::string s;
	char digits[3];
	for (uint8_t x : b) {
		snprintf(digits, sizeof(digits), "%02x", x);
		s += digits;
	}
	return s;
}

/** put() - bytes into a port; those it has beyond are 0. */
template <size_t W> void put(VlWide<W> &port, const bytes &b)
{
	for (size_t i = 0; i < W; i++)
		port[i] = 0;
	for (size_t i = 0; i < b.size() && i < 4 * W; i++)
		port[i / 4] |= static_cast<uint32_t>(b[i]) << (8 * (i % 4));
}

template <size_t W> bytes get(const VlWide<W> &port, size_t n = 4 * W)
{
	bytes b(n);
	for (size_t i = 0; i < n; i++)
		b[i] = static_cast<uint8_t>(port[i / 4] >> (8 * (i % 4)));
	return b;
}

template <size_t W> bool is_zero(const VlWide<W> &port)
{
	uint32_t any = 0;
	for (size_t i = 0; i < W; i++)
		any |= port[i];
	return !any;
}

/**
 * struct unit - a Verilated unit with its clock. Registers without a reset
 * start with random contents, so that nothing can rely on them.
 */
template <class Top> struct unit {
	VerilatedContext context;
	std::unique_ptr<Top> top;
	uint64_t cycle = 0;

	unit()
	{
		context.randReset(2);
		context.randSeed(static_cast<int>(rng::next() & 0x7fffffff) | 1);
		top = std::make_unique<Top>(&context);
		top->clk = 0;
	}
	~unit()
	{
		top->final();
		save_coverage(context);
	}
	Top *operator->()
	{
		return top.get();
	}

	/** tick() - one rising edge; outputs are settled afterwards. */
	void tick()
	{
		top->eval();
		top->clk = 1;
		top->eval();
		top->clk = 0;
		top->eval();
		cycle++;
	}
	void reset()
	{
		top->rst_n = 0;
		tick();
		tick();
		top->rst_n = 1;
	}
};

#endif
