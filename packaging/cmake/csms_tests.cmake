# Tests, benchmarks and fuzzers.
#   tests/<area>/test_*.c   one cmocka program each, registered with CTest
#   tests/<area>/*.c        helpers, linked into the programs of their area
#   tests/support/*.c       helpers, linked into all
#   bench/*_bench.c         one program each, not run by CTest
#   fuzz/*_fuzz.c           one libFuzzer program each, under the preset fuzz
pkg_check_modules(lib_cmocka IMPORTED_TARGET cmocka)

function(csms_helpers name folder)
    file(GLOB sources CONFIGURE_DEPENDS ${folder}/*.c)
    list(FILTER sources EXCLUDE REGEX "/test_[^/]*\\.c$")
    if(sources)
        add_library(${name} STATIC ${sources})
        target_link_libraries(${name} PUBLIC ${CSMS_LIBRARIES} PkgConfig::lib_cmocka)
    else()
        add_library(${name} INTERFACE)
        target_link_libraries(${name} INTERFACE ${CSMS_LIBRARIES} PkgConfig::lib_cmocka)
    endif()
    target_include_directories(${name} ${ARGN} ${CMAKE_SOURCE_DIR}/tests)
    target_compile_definitions(${name} ${ARGN} CSMS_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
        CSMS_BINARY_DIR="${CMAKE_BINARY_DIR}")
endfunction()

function(csms_helpers_of area result)
    string(REPLACE "/" "_" name "helpers_${area}")
    if(NOT TARGET ${name})
        file(GLOB any CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/${area}/*.c)
        list(FILTER any EXCLUDE REGEX "/test_[^/]*\\.c$")
        if(any)
            csms_helpers(${name} ${CMAKE_SOURCE_DIR}/tests/${area} PUBLIC)
        else()
            csms_helpers(${name} ${CMAKE_SOURCE_DIR}/tests/${area} INTERFACE)
        endif()
    endif()
    set(${result} ${name} PARENT_SCOPE)
endfunction()

if(lib_cmocka_FOUND)
    csms_helpers_of(support support)
    file(GLOB_RECURSE tests CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR}/tests
         ${CMAKE_SOURCE_DIR}/tests/test_*.c)
    foreach(test ${tests})
        get_filename_component(area ${test} DIRECTORY)
        get_filename_component(stem ${test} NAME_WE)
        string(REPLACE "/" "_" program "${area}_${stem}")
        csms_helpers_of(${area} helpers)
        add_executable(${program} ${CMAKE_SOURCE_DIR}/tests/${test})
        target_link_libraries(${program} PRIVATE ${helpers} ${support})
        set_target_properties(${program} PROPERTIES
            RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
        add_test(NAME ${area}/${stem} COMMAND ${program})
        set_tests_properties(${area}/${stem} PROPERTIES TIMEOUT 300)
        if(TARGET csms AND area MATCHES "^face")
            add_dependencies(${program} csms) # tests of the faces start it
        endif()
    endforeach()
else()
    message(STATUS "cmocka is not installed: tests are left out (apt-get install libcmocka-dev)")
endif()

file(GLOB benches CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/bench/*_bench.c)
foreach(bench ${benches})
    get_filename_component(program ${bench} NAME_WE)
    add_executable(${program} ${bench})
    target_link_libraries(${program} PRIVATE ${CSMS_LIBRARIES} m)
    target_compile_definitions(${program} PRIVATE CSMS_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    set_target_properties(${program} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bench)
endforeach()

if(CSMS_FUZZ)
    if(NOT CMAKE_C_COMPILER_ID MATCHES "Clang")
        message(FATAL_ERROR "Fuzzers need clang: cmake --preset fuzz")
    endif()
    file(GLOB fuzzers CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/fuzz/*_fuzz.c)
    foreach(fuzzer ${fuzzers})
        get_filename_component(program ${fuzzer} NAME_WE)
        add_executable(${program} ${fuzzer})
        target_link_libraries(${program} PRIVATE ${CSMS_LIBRARIES})
        target_link_options(${program} PRIVATE -fsanitize=fuzzer)
        set_target_properties(${program} PROPERTIES
            RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/fuzz)
    endforeach()
endif()
