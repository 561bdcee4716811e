using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Slipway.Machines.Tests.Running;

namespace Slipway.Machines.Tests;

/// <summary>Starts from a template: that they happen, and everything that may be wrong with one.</summary>
public sealed class TemplateTests : IDisposable
{
    private readonly PrivateData _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Run_FirstAndSecond_TheTemplateIsMadeAndUsed()
    {
        Assert.Equal("template, just made", (await RunAsync("debian")).Start);
        Assert.Equal("template", (await RunAsync("debian")).Start);
        Assert.Equal(["boot", "memory", "snapshot.json", "state"], Directory.GetFiles(_data.Template).Select(Path.GetFileName).Order());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_data.Template));
    }

    [Fact]
    public async Task Run_AnotherImage_StartsFromTheSameTemplate()
    {
        await RunAsync("debian");
        var result = await _data.RunAsync("run", "--format", "json", Checkout.Image("python"), "python3", "-c", "print(40 + 2)");
        Assert.Equal("42\n", result.Expect(0).Output);
        Assert.Equal("template", Start(result).Start);
    }

    [Fact]
    public async Task Run_WithoutTemplate_BootsAndMakesNone()
    {
        Assert.Equal(("boot", null), await RunAsync("debian", "--no-template"));
        Assert.False(Directory.Exists(_data.Templates));
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("state")]
    [InlineData("snapshot.json")]
    [InlineData("boot")]
    public async Task Template_Damaged_MachineBootsAndTheNextMakesAnother(string file)
    {
        await RunAsync("debian");
        File.Delete(Path.Combine(_data.Template, file));

        var (start, reason) = await RunAsync("debian");

        Assert.Equal("boot", start);
        Assert.Contains(_data.Templates, reason, StringComparison.Ordinal);
        Assert.Equal("template, just made", (await RunAsync("debian")).Start);
    }

    [Fact]
    public async Task Maker_Killed_LeavesNothingThatStays()
    {
        await using (var process = _data.Start("run", Checkout.Image("debian"), "true"))
        {
            await AppearsAsync(_data.Templates, ".tmp-*");
            await process.SignalAsync("KILL");
            await process.WaitAsync();
        }

        Assert.Equal("template, just made", (await RunAsync("debian")).Start);
        Assert.Empty(Directory.GetDirectories(_data.Templates, ".tmp-*"));
    }

    [Fact]
    public async Task Machines_TenAtOnceTwoFail_TheOthersRunAndNothingIsLeft()
    {
        await RunAsync("debian");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var taken = $"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}:80";

        // In an emulated host ten would take longer to answer than a start from a template may.
        var results = await Task.WhenAll(Enumerable.Range(0, TestVmm.IsSlow ? 4 : 10).Select(i => i < 2
            ? _data.RunAsync("run", "-p", taken, Checkout.Image("debian"), "true")
            : _data.RunAsync("run", "--format", "json", Checkout.Image("debian"), "bash", "-c", $"echo {i} > /me; cat /me")));

        foreach (var failed in results[..2])
            Assert.Contains("cannot be published: it is in use", failed.Expect(125).Error, StringComparison.Ordinal);
        for (var i = 2; i < results.Length; i++)
        {
            Assert.Equal($"{i}\n", results[i].Expect(0).Output);
            Assert.Equal("template", Start(results[i]).Start);
        }

        Assert.Equal(["lock", Path.GetFileName(_data.Template)], Directory.GetFileSystemEntries(_data.Templates).Select(Path.GetFileName).OrderDescending());
    }

    private async Task<(string Start, string? Reason)> RunAsync(string image, params string[] options) =>
        Start((await _data.RunAsync(["run", "--format", "json", .. options, Checkout.Image(image), "true"])).Expect(0));

    private static (string Start, string? Reason) Start(SlipwayResult result)
    {
        using var report = JsonDocument.Parse(result.Error);
        return (report.RootElement.GetProperty("start").GetString()!, report.RootElement.TryGetProperty("bootReason", out var reason) ? reason.GetString() : null);
    }

    private static async Task AppearsAsync(string directory, string pattern)
    {
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!Directory.Exists(directory) || Directory.GetDirectories(directory, pattern).Length == 0)
            await look.WaitForNextTickAsync(TestContext.Current.CancellationToken);
    }
}
