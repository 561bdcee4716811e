using CsCheck;
using Slipway.Init.Processes;

namespace Slipway.Init.Tests.Processes;

public sealed class ProgramHeaderTests
{
    [Theory]
    [InlineData("#!/bin/sh\necho", "/bin/sh")]
    [InlineData("#! /usr/bin/env python\n", "/usr/bin/env")]
    [InlineData("#!/bin/sh", "/bin/sh")]
    [InlineData("#!/bin/sh\r\n", "/bin/sh")]
    [InlineData("#!\n", null)]
    [InlineData("#!", null)]
    public void Parse_Script_GivesTheInterpreter(string text, string? interpreter) =>
        Assert.Equal(new ProgramHeader(null, interpreter), ProgramHeader.Parse(System.Text.Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Parse_DynamicProgram_GivesArchitectureAndLoader()
    {
        const string File = "/bin/true";
        if (!System.IO.File.Exists(File))
            Assert.Skip($"{File} is not here");
        var header = ProgramHeader.Parse(System.IO.File.ReadAllBytes(File).AsSpan(0, ProgramHeader.MaxBytes));
        Assert.NotNull(header.Architecture);
        Assert.StartsWith("/lib", header.Interpreter, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_OtherMachine_NamesIt()
    {
        var bytes = new byte[64];
        "\u007fELF\u0002\u0001"u8.CopyTo(bytes);
        bytes[18] = 183;
        Assert.Equal("arm64", ProgramHeader.Parse(bytes).Architecture);
    }

    [Fact]
    public void Parse_HostileBytes_NeverThrows() =>
        Gen.Select(Gen.Byte.Array[0, 300], Gen.Bool).Sample((bytes, elf) =>
        {
            if (elf)
                "\u007fELF\u0002\u0001"u8[..Math.Min(6, bytes.Length)].CopyTo(bytes);
            _ = ProgramHeader.Parse(bytes);
        });
}
