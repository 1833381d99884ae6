#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# All vectors through the golden model, a sample of them through the RTL.
tests/rtl/vectors.sh golden 1 1
golden=$?
tests/rtl/vectors.sh rtl 50 100 && exit $golden
exit 1
