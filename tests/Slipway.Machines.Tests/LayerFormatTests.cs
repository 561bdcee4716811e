using System.Text.Json;
using Slipway.Machines.Tests.Running;

namespace Slipway.Machines.Tests;

/// <summary>Machines on layers of each format: what they see is the same, booted, from a template and after a suspension.</summary>
public sealed class LayerFormatTests : IDisposable
{
    private const int Suspended = 75;

    // Init writes into /etc; lost+found is ext4's, and a directory's size and links are its filesystem's own affair.
    private const string Tree = """
        cd /; find . -xdev \( -path ./etc -o -path ./lost+found \) -prune -o -type d -printf '%p %y %m %U %G\n' -o -printf '%p %y %m %U %G %n %s %T@ %l\n' | sort
        find . -xdev \( -path ./etc -o -path ./lost+found \) -prune -o -type f -print0 | sort -z | xargs -0 sha256sum
        """;

    // The kernel shows each EROFS that is mounted here, and nothing where the driver is not even loaded.
    private const string Mounted = "ls /sys/fs/erofs 2>/dev/null | grep -c ^vd";

    private const string Reading = "while true; do cat /usr/bin/* /usr/lib/x86_64-linux-gnu/*.so* 2>/dev/null | sha256sum; done";

    private readonly PrivateData _data = new();

    public void Dispose() => _data.Dispose();

    [Theory]
    [InlineData("erofs")]
    [InlineData("erofs-lz4")]
    public async Task Machine_BootedAndFromATemplate_SeesTheTreeThatExt4Shows(string format)
    {
        var image = Checkout.Image("layers");
        var expected = (await RunAsync("ext4", image, Tree)).Expect(0).Output;

        var booted = await RunAsync(format, image, Tree, "--no-template");
        await RunAsync(format, image, "true");
        var cloned = await RunAsync(format, image, Tree);

        Assert.Equal(expected, booted.Expect(0).Output);
        Assert.Equal(expected, cloned.Expect(0).Output);
        Assert.Equal("template", StartOf(cloned));
    }

    [Fact]
    public async Task Driver_OfErofs_IsUsedWhereALayerIsErofs()
    {
        var image = Checkout.Image("layers");
        Assert.Equal("0\n", (await RunAsync("ext4", image, $"{Mounted}; true")).Expect(0).Output);
        Assert.NotEqual("0\n", (await RunAsync("erofs", image, $"{Mounted}; true")).Expect(0).Output);
    }

    [Fact]
    public async Task Resume_OnErofs_GoesOnWithTheLayersItHadAlsoBesideOthers()
    {
        var image = Checkout.Image("debian");
        var directory = Path.Combine(_data.Path, "suspended");
        await LinesAsync(1, Suspended, "run", "--layer-format", "erofs", "--suspend-to", directory, image, "bash", "-c", Reading);
        (await _data.RunAsync("image", "pull", "--layer-format", "ext4", image)).Expect(0);

        var sums = await LinesAsync(2, exitCode: null, "resume", directory);

        Assert.Equal(sums[0], sums[1]);
    }

    [Fact]
    public async Task Run_KernelWithoutErofs_SaysWhatToDo()
    {
        var image = Checkout.Image("scratch");
        (await _data.RunAsync("run", "--no-template", image)).Expect(0);
        Assert.SkipWhen(Environment.GetEnvironmentVariable("SLIPWAY_TEST_KERNEL") is { Length: > 0 }, "the kernel of our own has EROFS built in");
        var kernels = Path.Combine(_data.Path, "kernel");
        var stored = new DirectoryInfo(kernels).ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        File.Delete(kernels);
        await Shell.RunAsync("cp -a \"$1\" \"$2\"", stored, kernels);
        foreach (var modules in Directory.GetDirectories(kernels, "modules-*-erofs", SearchOption.AllDirectories))
            Directory.Delete(modules, recursive: true);

        var result = (await _data.RunAsync("run", "--no-template", "--layer-format", "erofs", image)).Expect(125);

        Assert.Contains("which the guest's kernel has no driver for", result.Error, StringComparison.Ordinal);
        Assert.Contains("--layer-format ext4", result.Error, StringComparison.Ordinal);
    }

    private Task<SlipwayResult> RunAsync(string format, string image, string script, params string[] options) =>
        _data.RunAsync(["run", "--format", "json", "--layer-format", format, .. options, image, "bash", "-c", script]);

    /// <summary>The first lines of a machine that is then asked to stop, and ends so, or is killed.</summary>
    private async Task<string[]> LinesAsync(int count, int? exitCode, params string[] arguments)
    {
        await using var process = SlipwayProcess.Start(arguments, readOutput: false, ("SLIPWAY_DATA_DIR", _data.Path));
        var reader = new StreamReader(process.Output);
        var lines = new string[count];
        for (var i = 0; i < count; i++)
            lines[i] = await reader.ReadLineAsync(TestContext.Current.CancellationToken) ?? (await process.WaitAsync()).Expect(0).Error;
        if (exitCode is { } expected)
        {
            await process.SignalAsync("TERM");
            await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
            (await process.WaitAsync()).Expect(expected);
        }

        return lines;
    }

    private static string StartOf(SlipwayResult result)
    {
        using var report = JsonDocument.Parse(result.Error);
        return report.RootElement.GetProperty("start").GetString()!;
    }
}
