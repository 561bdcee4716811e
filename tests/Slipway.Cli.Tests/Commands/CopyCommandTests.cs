using System.Text.Json;
using Slipway.Oci;

namespace Slipway.Cli.Tests.Commands;

/// <summary><c>slipway push</c> and <c>slipway image copy</c> as they are typed; skopeo reads what came of it.</summary>
public sealed class CopyCommandTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public CopyCommandTests() => Tool.Require("skopeo");

    private string Layout => $"oci:{_directory["image"]}:v1";

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Push_Layout_PrintsTheNameWithItsDigest()
    {
        using var registry = await DebianRegistry.StartAsync();
        var digest = await MakeImageAsync();
        var (code, output, error) = await RunAsync("push", Layout, $"{registry.Authority}/team/app:v1");
        Assert.Equal((0, $"{registry.Authority}/team/app:v1@{digest}\n"), (code, output));
        Assert.Contains($"slipway: copying {Layout} to {registry.Authority}/team/app:v1\n", error, StringComparison.Ordinal);
        Assert.Matches(@"\n  blob [0-9a-f]{12}: uploading \(\d", error);
        Assert.Matches(@"\n  blob [0-9a-f]{12}: uploaded \(\d", error);
        Assert.Equal(digest, await DigestOfAsync($"docker://{registry.Authority}/team/app:v1"));
    }

    [Fact]
    public async Task Push_AsJson_CountsWhatWasSentMountedAndSkipped()
    {
        using var registry = await DebianRegistry.StartAsync();
        var digest = await MakeImageAsync();
        var (_, output, _) = await RunAsync("push", Layout, $"{registry.Authority}/one", "--format", "json", "--jobs", "2");
        var pushed = JsonDocument.Parse(output).RootElement;
        var sent = pushed.GetProperty("uploadedBytes").GetInt64();
        Assert.True(sent > 100_000);
        Assert.Equal($"{registry.Authority}/one:latest", pushed.GetProperty("reference").GetString());
        Assert.Equal(digest, pushed.GetProperty("digest").GetString());
        Assert.Equal("application/vnd.oci.image.manifest.v1+json", pushed.GetProperty("mediaType").GetString());

        (_, output, var error) = await RunAsync("image", "copy", $"{registry.Authority}/one", $"{registry.Authority}/two", "--all", "--format", "json");
        Assert.Equal(sent, JsonDocument.Parse(output).RootElement.GetProperty("mountedBytes").GetInt64());
        Assert.Contains(": mounted (", error, StringComparison.Ordinal);

        (_, output, error) = await RunAsync("image", "copy", $"{registry.Authority}/one", $"{registry.Authority}/two", "--format", "json");
        Assert.Equal(sent, JsonDocument.Parse(output).RootElement.GetProperty("skippedBytes").GetInt64());
        Assert.Contains(": exists (", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copy_ToALayout_WritesOne()
    {
        var digest = await MakeImageAsync();
        var (code, output, error) = await RunAsync("image", "copy", Layout, $"oci:{_directory["copy"]}:v2");
        Assert.Equal((0, $"oci:{_directory["copy"]}:v2@{digest}\n"), (code, output));
        Assert.Contains(": written (", error, StringComparison.Ordinal);
        Assert.Equal(digest, await DigestOfAsync($"oci:{_directory["copy"]}:v2"));
    }

    [Theory]
    [InlineData("--all takes every platform", "push", "oci:x", "localhost:1/a", "--all", "--platform", "linux/arm64")]
    [InlineData("from 1 to 64", "push", "oci:x", "localhost:1/a", "--jobs", "0")]
    [InlineData("from 1 to 64", "image", "copy", "oci:x", "localhost:1/a", "--jobs", "65")]
    public async Task Copy_OptionsThatMakeNoSense_AreRefused(string words, params string[] arguments)
    {
        var (code, output, error) = await RunAsync(arguments);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(words, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("slipway: 'oci:x' is no name in a registry; 'slipway image copy localhost:1/a oci:x' writes layouts.\n", "push", "localhost:1/a", "oci:x")]
    [InlineData("slipway: there is no directory /nonexistent/x.\n", "push", "oci:/nonexistent/x", "localhost:1/a")]
    [InlineData("'a.tar' cannot be written", "image", "copy", "oci:/nonexistent/x", "oci-archive:a.tar")]
    public async Task Copy_WhatCannotBe_IsOneSentence(string words, params string[] arguments)
    {
        var (code, output, error) = await RunAsync(arguments);
        Assert.Equal((1, ""), (code, output));
        Assert.Contains(words.Replace("'a.tar'", Path.GetFullPath("a.tar"), StringComparison.Ordinal), error, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var context = new CommandContext(output, TextWriter.Synchronized(error), TimeProvider.System);
        var code = await SlipwayCommand.RunAsync(arguments, context, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>An image of one layer, made by umoci as <see cref="Layout"/>; returns its digest.</summary>
    private async Task<string> MakeImageAsync()
    {
        Tool.Require("umoci", "skopeo");
        await Shell.RunInAsync(_directory.Path, """
            umoci init --layout image && umoci new --image image:v1 && mkdir tree && head -c 200000 /dev/urandom > tree/file
            umoci insert --rootless --image image:v1 tree /tree
            """);
        return await DigestOfAsync(Layout);
    }

    private static async Task<string> DigestOfAsync(string name)
    {
        var raw = await Tool.FilterAsync("skopeo", ["inspect", "--raw", "--tls-verify=false", name], []);
        return Digest.Of(raw).ToString();
    }
}
