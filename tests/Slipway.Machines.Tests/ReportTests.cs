using System.Text.Json;
using Slipway.Machines.Tests.Running;

namespace Slipway.Machines.Tests;

/// <summary>What a run says about itself.</summary>
public sealed class ReportTests
{
    [Fact]
    public async Task Json_AfterARun_IsOneObjectOnStderr()
    {
        var result = await SlipwayProcess.RunAsync("run", "--format", "json", Checkout.Image("debian"), "bash", "-c", "echo data; exit 4");
        result.Expect(4);
        Assert.Equal("data\n", result.Output);
        using var report = JsonDocument.Parse(result.Error);
        Assert.Equal(4, report.RootElement.GetProperty("exitCode").GetInt32());
        Assert.Contains(report.RootElement.GetProperty("vmm").GetString(), (string[])["firecracker", "qemu"]);
        Assert.StartsWith("sha256:", report.RootElement.GetProperty("digest").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            ["pull", "convert", "prepare", "snapshot", "vmmStart", "kernel", "init", "firstOutput", "program", "exit", "total"],
            report.RootElement.GetProperty("milliseconds").EnumerateObject().Select(part => part.Name).Where(name => name is not ("template" or "network")));
    }

    [Fact]
    public async Task Json_AfterAFailure_NamesTheError()
    {
        var result = await SlipwayProcess.RunAsync("run", "--format", "json", Checkout.Image("debian"), "no-such-program");
        result.Expect(127);
        using var report = JsonDocument.Parse(result.Error);
        Assert.Contains("no-such-program", report.RootElement.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Timing_AfterARun_ListsEveryPart()
    {
        var result = await SlipwayProcess.RunAsync("run", "--timing", Checkout.Image("debian"), "true");
        result.Expect(0);
        Assert.Empty(result.Output);
        Assert.Matches("(?m)^  vmm +(firecracker|qemu)$", result.Error);
        foreach (var part in (string[])["pull", "convert", "snapshot", "vmm start", "kernel", "init", "exit", "total"])
            Assert.Matches($@"(?m)^  {part} +\d+\.\d ms$", result.Error);
    }

    [Fact]
    public async Task Doctor_Json_SaysThatMachinesRunHere()
    {
        Assert.SkipUnless(File.Exists(Checkout.Program), "bin/slipway is not built: ./dev build");
        using var report = JsonDocument.Parse((await SlipwayProcess.RunAsync("doctor", "--format", "json")).Expect(0).Output);
        Assert.True(report.RootElement.GetProperty("canRun").GetBoolean());
        Assert.Contains(report.RootElement.GetProperty("accelerator").GetString(), (string[])["kvm", "tcg"]);
    }
}
