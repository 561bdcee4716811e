using System.Diagnostics;
using System.Text.Json;
using Slipway.Machines.Tests.Running;

namespace Slipway.Machines.Tests;

/// <summary><c>slipway image</c> in a data directory of its own.</summary>
public sealed class ImageTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("slipway-images-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task Image_PulledListedInspectedRemoved_TellsOneStory()
    {
        var name = Checkout.Image("scratch");
        var pulled = (await RunAsync("image", "pull", name)).Expect(0).Output.Trim();
        Assert.StartsWith($"{name}@sha256:", pulled, StringComparison.Ordinal);

        using var list = JsonDocument.Parse((await RunAsync("image", "list", "--format", "json")).Expect(0).Output);
        var image = Assert.Single(list.RootElement.EnumerateArray());
        Assert.Equal(pulled, $"{image.GetProperty("names")[0].GetString()}@{image.GetProperty("digest").GetString()}");

        var id = image.GetProperty("id").GetString()!["sha256:".Length..][..12];
        using var details = JsonDocument.Parse((await RunAsync("image", "inspect", id)).Expect(0).Output);
        Assert.Equal("/hello", details.RootElement.GetProperty("config").GetProperty("config").GetProperty("Entrypoint")[0].GetString());

        Assert.Contains($"removed {name}", (await RunAsync("image", "rm", id)).Expect(0).Output, StringComparison.Ordinal);
        Assert.Equal("[]", (await RunAsync("image", "list", "--format", "json")).Expect(0).Output.Trim());
        (await RunAsync("image", "prune", "--all")).Expect(0);
        Assert.Empty(Directory.EnumerateFiles(_data, "*.ext4", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Export_Tar_HoldsTheMergedTree()
    {
        var tar = Path.Combine(_data, "tree.tar");
        (await RunAsync("image", "pull", Checkout.Image("layers"))).Expect(0);
        (await RunAsync("image", "export", Checkout.Image("layers"), tar)).Expect(0);
        using var listing = Process.Start(new ProcessStartInfo("tar", ["-tf", tar]) { RedirectStandardOutput = true })!;
        var names = (await listing.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n');
        await listing.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, listing.ExitCode);
        Assert.Contains("data/hide/new", names);
        Assert.DoesNotContain("data/hide/two", names);
        Assert.Contains("usr/bin/bash", names);
    }

    [Fact]
    public async Task Remove_ImageThatIsNotThere_FailsWithASentence()
    {
        Assert.SkipUnless(File.Exists(Checkout.Program), "bin/slipway is not built: ./dev build");
        var result = await RunAsync("image", "rm", "no/such:image");
        result.Expect(1);
        Assert.Contains("no/such:image", result.Error, StringComparison.Ordinal);
    }

    private Task<SlipwayResult> RunAsync(params string[] arguments) => SlipwayProcess.RunAsync(["--data-dir", _data, .. arguments]);
}
