using Slipway.Machines.Tests.Running;

namespace Slipway.Machines.Tests;

/// <summary>Each way to fail ends with one clear sentence and the documented exit code.</summary>
public sealed class FailureTests
{
    [Fact]
    public async Task Program_NotInImage_Is127()
    {
        var result = await SlipwayProcess.RunAsync("run", Checkout.Image("debian"), "no-such-program");
        result.Expect(127);
        Assert.Contains("no-such-program", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Program_AbsolutePathNotInImage_Is127()
    {
        var result = await SlipwayProcess.RunAsync("run", Checkout.Image("scratch"), "/bin/sh", "-c", "true");
        // The image has an entrypoint, so these are its arguments.
        result.Expect(0);
        (await SlipwayProcess.RunAsync("run", "--entrypoint", "/bin/sh", Checkout.Image("scratch"))).Expect(127);
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("/etc")]
    public async Task Program_NotExecutable_Is126(string program)
    {
        var result = await SlipwayProcess.RunAsync("run", Checkout.Image("debian"), program);
        result.Expect(126);
        Assert.Contains(program, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Program_OfAnotherProcessor_Is126AndNamesBoth()
    {
        // The first 20 bytes of an ELF header say for whom it is: class 64, little endian, machine 183 (AArch64).
        const string Script = @"printf '\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00' > /tmp/arm; head -c 200 /dev/zero >> /tmp/arm; chmod 755 /tmp/arm; exec /tmp/arm";
        var inShell = await SlipwayProcess.RunAsync("run", Checkout.Image("debian"), "bash", "-c", Script);
        inShell.Expect(126);
        var result = await SlipwayProcess.RunAsync("run", Checkout.Image("foreign"));
        result.Expect(126);
        Assert.Contains("arm64", result.Error, StringComparison.Ordinal);
        Assert.Contains("amd64", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task User_Unknown_Is125AndNamed()
    {
        var result = await SlipwayProcess.RunAsync("run", "-u", "nobody-here", Checkout.Image("debian"), "true");
        result.Expect(125);
        Assert.Contains("nobody-here", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Image_NotThere_Is125()
    {
        Assert.SkipUnless(File.Exists(Checkout.Program), "bin/slipway is not built: ./dev build");
        var result = await SlipwayProcess.RunAsync("run", "oci:/no/such/layout", "true");
        result.Expect(125);
        Assert.Contains("/no/such/layout", result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task CommandLine_UnknownOption_Is125WithAHint()
    {
        Assert.SkipUnless(File.Exists(Checkout.Program), "bin/slipway is not built: ./dev build");
        var result = await SlipwayProcess.RunAsync("run", "--no-such-option", "debian");
        result.Expect(125);
        Assert.Contains("--no-such-option", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Memory_RunsOut_IsSaid()
    {
        var result = await SlipwayProcess.RunAsync("run", "-m", "128m", Checkout.Image("python"), "python3", "-c", "kept = []\nwhile True: kept.append(bytes(range(256)) * 4096)");
        result.Expect(137);
        Assert.Contains("memory", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Disk_RunsFull_ProgramSeesIt()
    {
        var result = await SlipwayProcess.RunAsync("run", "--disk", "32m", Checkout.Image("debian"), "dd", "if=/dev/zero", "of=/big", "bs=1M", "count=64");
        result.Expect(1);
        Assert.Contains("No space left on device", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kernel_Panics_Is125WithTheConsoleKept()
    {
        var result = await SlipwayProcess.RunAsync("run", "-i", Checkout.Image("debian"), "bash", "-c", "echo 1 > /proc/sys/kernel/sysrq; echo c > /proc/sysrq-trigger; sleep 100");
        result.Expect(125);
        Assert.Contains("panic", result.Error, StringComparison.Ordinal);
        await RequireConsoleAsync(result, "sysrq");
    }

    [Fact]
    public async Task Kernel_ThatIsNone_IsRefused()
    {
        var result = await SlipwayProcess.RunAsync("run", "--kernel", "/etc/passwd", Checkout.Image("debian"), "true");
        result.Expect(125);
        Assert.Contains("/etc/passwd is no kernel", result.Error, StringComparison.Ordinal);
    }

    /// <summary>The message names a file, and the file holds what the guest wrote.</summary>
    internal static async Task RequireConsoleAsync(SlipwayResult result, string expected)
    {
        var path = result.Error.Split(' ', '\n', ',').Single(word => word.EndsWith(".log", StringComparison.Ordinal));
        Assert.Contains(expected, await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        File.Delete(path);
    }
}
