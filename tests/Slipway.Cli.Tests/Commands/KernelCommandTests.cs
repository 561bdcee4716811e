using System.Text.Json;

namespace Slipway.Cli.Tests.Commands;

/// <summary><c>slipway kernel</c> as it is typed, with a kernel that is all note and no code.</summary>
public sealed class KernelCommandTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Import_Use_List_ShowTheOneInUse()
    {
        WriteKernel("vmlinux");
        Assert.Equal((0, "mine\n", ""), await RunAsync("kernel", "import", _directory["vmlinux"], "--name", "mine"));
        var (_, before, _) = await RunAsync("kernel", "list");
        Assert.Equal((0, "mine\n", ""), await RunAsync("kernel", "use", "mine"));
        var (code, after, _) = await RunAsync("kernel", "list");

        Assert.Equal(0, code);
        Assert.Contains("\nmine     -       176 bytes  built in  file vmlinux\n", before, StringComparison.Ordinal);
        Assert.Contains("\nmine     yes     176 bytes  built in  file vmlinux\n", after, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_AsJson_HasEveryField()
    {
        WriteKernel("vmlinux");
        await RunAsync("kernel", "import", _directory["vmlinux"], "--name", "mine");
        await RunAsync("kernel", "use", "mine");

        var (_, output, _) = await RunAsync("kernel", "list", "--format", "json");

        var kernel = Assert.Single(JsonDocument.Parse(output).RootElement.EnumerateArray());
        Assert.Equal("mine", kernel.GetProperty("version").GetString());
        Assert.Equal("file vmlinux", kernel.GetProperty("origin").GetString());
        Assert.Equal(176, kernel.GetProperty("sizeBytes").GetInt64());
        Assert.True(kernel.GetProperty("hasBuiltInDrivers").GetBoolean());
        Assert.True(kernel.GetProperty("isDefault").GetBoolean());
        Assert.Equal(_directory["data/kernel/mine/vmlinux"], kernel.GetProperty("file").GetString());
    }

    [Fact]
    public async Task List_NothingStored_IsAnEmptyList()
    {
        var (code, output, _) = await RunAsync("kernel", "list", "--format", "json");
        Assert.Equal((0, "[]\n"), (code, output));
    }

    [Theory]
    [InlineData("use", "nothing", "no kernel nothing is in")]
    [InlineData("import", "/etc/passwd", "/etc/passwd is no kernel")]
    [InlineData("import", "/nowhere/vmlinux", "there is no kernel file /nowhere/vmlinux")]
    public async Task Verb_ThatCannotWork_FailsWithOneSentence(string verb, string argument, string expected)
    {
        var (code, output, error) = await RunAsync("kernel", verb, argument);
        Assert.Equal((1, ""), (code, output));
        Assert.StartsWith($"slipway: {expected}", error, StringComparison.Ordinal);
        Assert.Equal(1, error.Count(c => c == '\n'));
    }

    [Fact]
    public async Task List_ChoiceIsGone_StillListsTheOthers()
    {
        WriteKernel("vmlinux");
        await RunAsync("kernel", "import", _directory["vmlinux"], "--name", "gone");
        await RunAsync("kernel", "import", _directory["vmlinux"], "--name", "there");
        await RunAsync("kernel", "use", "gone");
        Directory.Delete(_directory["data/kernel/gone"], recursive: true);

        var (code, output, error) = await RunAsync("kernel", "list");

        Assert.Equal(0, code);
        Assert.Contains("there", output, StringComparison.Ordinal);
        Assert.Contains("the kernel gone, which", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kernel use ")]
    [InlineData("run --kernel ")]
    public async Task Completion_OfAName_OffersWhatIsStored(string verb)
    {
        WriteKernel("vmlinux");
        await RunAsync("kernel", "import", _directory["vmlinux"], "--name", "mine");
        var line = $"slipway --data-dir {_directory["data"]} {verb}";
        var (_, output, _) = await InvokeAsync([$"[suggest:{line.Length}]", line]);
        Assert.Contains("mine", output.Split('\n'));
    }

    private void WriteKernel(string name)
    {
        // ELF64, x86-64, one program header: a note "Xen", type 18 (PVH entry), that fills the rest.
        var elf = new byte[176];
        new byte[] { 0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1 }.CopyTo(elf, 0);
        (elf[18], elf[32], elf[54], elf[56]) = (62, 64, 56, 1);
        (elf[64], elf[72], elf[96]) = (4, 120, 56);
        (elf[120], elf[124], elf[128]) = (4, 40, 18);
        "Xen\0"u8.CopyTo(elf.AsSpan(132));
        File.WriteAllBytes(_directory[name], elf);
    }

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) => InvokeAsync([.. arguments, "--data-dir", _directory["data"]]);

    private static async Task<(int Code, string Output, string Error)> InvokeAsync(string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var context = new CommandContext(output, error, TimeProvider.System);
        var code = await SlipwayCommand.RunAsync(arguments, context, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}
