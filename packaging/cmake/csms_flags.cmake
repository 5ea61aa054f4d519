# Compiler rules that hold for every file of the project.
include_guard(GLOBAL)
set(CMAKE_C_STANDARD 17)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_C_FLAGS_RELEASE "-O2") # without NDEBUG: broken invariants abort in every build
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})

# Warnings are errors with the compilers we test with. A newer compiler warns
# of more, and that must not keep anybody from building.
set(CSMS_KNOWN_COMPILER OFF)
if((CMAKE_C_COMPILER_ID STREQUAL "GNU" AND CMAKE_C_COMPILER_VERSION VERSION_LESS 13)
   OR (CMAKE_C_COMPILER_ID MATCHES "Clang" AND CMAKE_C_COMPILER_VERSION VERSION_LESS 15))
    set(CSMS_KNOWN_COMPILER ON)
endif()

option(CSMS_WERROR "warnings are errors" ${CSMS_KNOWN_COMPILER})
option(CSMS_ASAN "address and undefined-behaviour sanitizers" OFF)
option(CSMS_TSAN "thread sanitizer" OFF)
option(CSMS_COVERAGE "line coverage" OFF)
option(CSMS_FUZZ "libFuzzer programs (needs clang)" OFF)

add_library(csms_rules INTERFACE)
target_include_directories(csms_rules INTERFACE ${CMAKE_SOURCE_DIR}/src)
target_compile_definitions(csms_rules INTERFACE _GNU_SOURCE CSMS_VERSION="${PROJECT_VERSION}")
target_compile_options(csms_rules INTERFACE
    -Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes -Wvla -Wformat=2
    -Wmissing-prototypes -Wno-missing-field-initializers -fno-strict-aliasing -fno-common
    -fstack-protector-strong)
if(CSMS_WERROR)
    target_compile_options(csms_rules INTERFACE -Werror)
endif()
if(CMAKE_BUILD_TYPE MATCHES "^(Release|RelWithDebInfo)$")
    target_compile_options(csms_rules INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
    if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64" AND CMAKE_C_COMPILER_ID STREQUAL "GNU")
        target_compile_options(csms_rules INTERFACE -fcf-protection -fstack-clash-protection)
    endif()
endif()
target_link_options(csms_rules INTERFACE -Wl,-z,relro,-z,now,-z,noexecstack)

set(CSMS_SANITIZE "")
if(CSMS_ASAN)
    list(APPEND CSMS_SANITIZE
        -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
elseif(CSMS_TSAN)
    list(APPEND CSMS_SANITIZE -fsanitize=thread -fno-omit-frame-pointer)
endif()
if(CSMS_FUZZ)
    list(APPEND CSMS_SANITIZE -fsanitize=fuzzer-no-link,address,undefined)
endif()
if(CSMS_COVERAGE)
    list(APPEND CSMS_SANITIZE --coverage)
endif()
target_compile_options(csms_rules INTERFACE ${CSMS_SANITIZE})
target_link_options(csms_rules INTERFACE ${CSMS_SANITIZE})
