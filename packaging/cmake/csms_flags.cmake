# Compiler rules that hold for every file of the project.
set(CMAKE_C_STANDARD 17)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

option(CSMS_ASAN "address and undefined-behaviour sanitizers" OFF)
option(CSMS_TSAN "thread sanitizer" OFF)
option(CSMS_COVERAGE "line coverage" OFF)
option(CSMS_FUZZ "libFuzzer programs (needs clang)" OFF)

add_library(csms_rules INTERFACE)
target_include_directories(csms_rules INTERFACE ${CMAKE_SOURCE_DIR}/src)
target_compile_definitions(csms_rules INTERFACE _GNU_SOURCE CSMS_VERSION="${PROJECT_VERSION}")
target_compile_options(csms_rules INTERFACE
    -Wall -Wextra -Werror -Wconversion -Wshadow -Wstrict-prototypes -Wvla -Wformat=2
    -Wmissing-prototypes -Wno-missing-field-initializers -fno-strict-aliasing -fno-common
    -fstack-protector-strong)
if(CMAKE_BUILD_TYPE STREQUAL "Release" OR CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo")
    target_compile_definitions(csms_rules INTERFACE _FORTIFY_SOURCE=2)
endif()
target_link_options(csms_rules INTERFACE -Wl,-z,relro,-z,now)

set(CSMS_SANITIZE "")
if(CSMS_ASAN)
    set(CSMS_SANITIZE -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
elseif(CSMS_TSAN)
    set(CSMS_SANITIZE -fsanitize=thread -fno-omit-frame-pointer)
endif()
if(CSMS_FUZZ)
    list(APPEND CSMS_SANITIZE -fsanitize=fuzzer-no-link,address,undefined)
endif()
if(CSMS_COVERAGE)
    list(APPEND CSMS_SANITIZE --coverage)
endif()
target_compile_options(csms_rules INTERFACE ${CSMS_SANITIZE})
target_link_options(csms_rules INTERFACE ${CSMS_SANITIZE})
