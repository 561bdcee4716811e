using Slipway.Containerd;
using Slipway.Machines.Tests.Running;

namespace Slipway.Machines.Tests;

/// <summary>Machines whose root comes from each of the snapshotters: from a template, suspended and going on.</summary>
public sealed class SnapshotterTests
{
    private const int Suspended = 75;

    // The first line says what the root is; then the machine writes to it, and reads what it wrote before.
    private const string Program = "awk '$2 == \"/\" { print $3 }' /proc/mounts; n=0; while true; do n=$((n+1)); echo $n >> /count; tail -1 /count; rm -f /etc/debian_version; sleep 0.1; done";

    [Theory]
    [InlineData("overlay", "ext4", "overlay")]
    [InlineData("reflink", "xfs", "ext4")]
    [InlineData("loop", "ext4", "ext4")]
    public async Task Run_WithASnapshotter_WritesToItsRootAndGoesOnAfterASuspension(string snapshotter, string filesystem, string rootType)
    {
        var image = Checkout.Image("debian");
        await using var host = await HostFilesystem.CreateAsync(filesystem, 2048);
        LinkKernels(host);
        var directory = Path.Combine(host.Path, "suspended");

        var said = await LinesAsync(3, stop: true, EnvironmentOf(host), "run", "--snapshotter", snapshotter, "--disk", "256m", "--suspend-to", directory, image, "bash", "-c", Program);
        Assert.Equal([rootType, "1", "2"], said);
        if (snapshotter != "overlay")
            (await RunAsync(EnvironmentOf(host), "image", "rm", image)).Expect(0);

        for (var copy = 0; copy < 2; copy++)
        {
            var after = await LinesAsync(2, stop: false, EnvironmentOf(host), "resume", directory);
            Assert.True(int.Parse(after[1], System.Globalization.CultureInfo.InvariantCulture) > 2, $"it went on with {string.Join(", ", after)}");
        }
    }

    [Fact]
    public async Task Run_WithASnapshotterThatCannotWork_Is125AndSaysWhyAndWhatToDo()
    {
        await using var host = await HostFilesystem.CreateAsync("ext4", 64);

        var result = (await RunAsync(EnvironmentOf(host), "run", "--snapshotter", "reflink", Checkout.Image("debian"), "true")).Expect(125);

        Assert.Contains("snapshotter reflink does not work", result.Error, StringComparison.Ordinal);
        Assert.Contains("XFS and btrfs can", result.Error, StringComparison.Ordinal);
        Assert.Contains("slipway doctor", result.Error, StringComparison.Ordinal);
        Assert.Contains("snapshotter reflink", (await RunAsync(EnvironmentOf(host), "doctor")).Output, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Category", "HostVm")]
    public async Task Run_FromContainerd_GoesOnAfterASuspensionAndLeavesNothingThere()
    {
        await using var containerd = new DevmapperHost();
        await containerd.StartAsync();
        await using var host = await HostFilesystem.CreateAsync("ext4", 2048);
        LinkKernels(host);
        var image = await SmallImageAsync(host);
        (string, string)[] environment = [.. EnvironmentOf(host), ("SLIPWAY_CONTAINERD", containerd.Options.SocketPath)];
        var directory = Path.Combine(host.Path, "suspended");

        var said = await LinesAsync(3, stop: true, environment, "run", "--snapshotter", "containerd", "--disk", "256m", "--suspend-to", directory, image, "sh", "-c", Program);
        Assert.Equal(["ext4", "1", "2"], said);
        await using var client = await ContainerdClient.ConnectAsync(containerd.Options, TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Empty(await client.Leases.ListAsync(TestContext.Current.CancellationToken));
        Assert.Single(await client.Images.ListAsync(TestContext.Current.CancellationToken));

        (await RunAsync(environment, "image", "rm", image)).Expect(0);
        Assert.Empty(await client.Images.ListAsync(TestContext.Current.CancellationToken));
        var after = await LinesAsync(2, stop: false, environment, "resume", directory);
        Assert.True(int.Parse(after[1], System.Globalization.CultureInfo.InvariantCulture) > 2, $"it went on with {string.Join(", ", after)}");
    }

    /// <summary>An image that a containerd which is emulated unpacks in seconds.</summary>
    private static async Task<string> SmallImageAsync(HostFilesystem host)
    {
        Tool.Require("umoci", "busybox");
        var layout = Path.Combine(host.Path, "small");
        await Shell.RunAsync(
            """
            mkdir "$1-bin"; cp "$(command -v busybox)" "$1-bin/"
            for name in sh awk tail rm sleep; do ln -s busybox "$1-bin/$name"; done
            umoci init --layout "$1"; umoci new --image "$1:latest"; umoci insert --image "$1:latest" "$1-bin" /bin
            """,
            layout);
        return $"oci:{layout}:latest";
    }

    private static (string, string)[] EnvironmentOf(HostFilesystem host) => [("SLIPWAY_DATA_DIR", host.Path)];

    private static void LinkKernels(HostFilesystem host) =>
        Directory.CreateSymbolicLink(Path.Combine(host.Path, "kernel"), Path.Combine(Checkout.DataDirectory, "kernel"));

    private static async Task<SlipwayResult> RunAsync((string, string)[] environment, params string[] arguments)
    {
        await using var process = SlipwayProcess.Start(arguments, environment: environment);
        process.Input.Close();
        return await process.WaitAsync();
    }

    /// <summary>The first lines of a machine that is then suspended or ended.</summary>
    private static async Task<string[]> LinesAsync(int count, bool stop, (string, string)[] environment, params string[] arguments)
    {
        await using var process = SlipwayProcess.Start(arguments, readOutput: false, environment);
        var reader = new StreamReader(process.Output);
        var lines = new string[count];
        for (var i = 0; i < count; i++)
            lines[i] = await reader.ReadLineAsync(TestContext.Current.CancellationToken) ?? (await process.WaitAsync()).Expect(0).Error;
        if (!stop)
            return lines;
        await process.SignalAsync("TERM");
        await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        (await process.WaitAsync()).Expect(Suspended);
        return lines;
    }
}
