using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Slipway.Oci;
using Slipway.Registry.Tests.Distribution;

namespace Slipway.Registry.Tests.Uploads;

/// <summary>Uploads that are cut off and go on.</summary>
public sealed class UploadResumeTests
{
    private static readonly byte[] s_content = [.. Enumerable.Range(0, 300_000).Select(static i => (byte)(i * 13 >> 2))];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Digest.Sha256)]
    [InlineData(Digest.Sha512)]
    public async Task Restart_BetweenChunks_TheUploadGoesOn(string algorithm)
    {
        await using var registry = await TestRegistry.StartAsync();
        string upload;
        using (var before = registry.Client())
        {
            upload = await before.BeginAsync("app");
            await before.PatchAsync(upload, s_content[..100_000], "0-99999");
        }

        await registry.RestartAsync();

        using var client = registry.Client();
        Assert.Equal("0-99999", (await client.GetAsync(upload)).Header("Range"));
        Assert.Equal(HttpStatusCode.Accepted, (await client.PatchAsync(upload, s_content[100_000..200_000], "100000-199999")).StatusCode);
        var put = await client.PutAsync($"{upload}?digest={Digest.Of(algorithm, s_content)}", s_content[200_000..]);
        Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        Assert.Equal(s_content, await (await client.GetAsync(put.Location())).BytesAsync());
        Assert.Empty(registry.UploadFiles);
    }

    [Fact]
    public async Task Restart_WithHalfMadeUploads_RemovesThem()
    {
        await using var registry = await TestRegistry.StartAsync();
        using (var before = registry.Client())
            await before.BeginAsync("app");
        var record = registry.UploadFiles.Single(static path => path.EndsWith("session.json", StringComparison.Ordinal));
        await File.WriteAllTextAsync(record, """{"repository":""", Token);

        await registry.RestartAsync();

        Assert.Empty(registry.UploadFiles);
    }

    [Fact]
    public async Task Patch_ClientIsCut_WhatArrivedStaysAndTheRestFollows()
    {
        await using var registry = await TestRegistry.StartAsync();
        using var client = registry.Client();
        var upload = await client.BeginAsync("app");

        using (var cut = await SendPartAsync(registry, upload, s_content.Length, s_content[..100_000]))
            await WaitForAsync(client, upload, 100_000);

        Assert.Equal("0-99999", (await client.GetAsync(upload)).Header("Range"));
        Assert.Equal(HttpStatusCode.Accepted, (await client.PatchAsync(upload, s_content[100_000..], "100000-299999")).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await client.PutAsync($"{upload}?digest={Digest.Of(s_content)}", [])).StatusCode);
        Assert.Empty(registry.UploadFiles);
    }

    /// <summary>The connection is still open and silent, as one is whose client is gone without a word.</summary>
    [Fact]
    public async Task Patch_WhileAnotherHangs_TakesTheTurn()
    {
        await using var registry = await TestRegistry.StartAsync();
        using var client = registry.Client();
        var upload = await client.BeginAsync("app");
        using var hanging = await SendPartAsync(registry, upload, s_content.Length, s_content[..100_000]);
        await WaitForAsync(client, upload, 100_000);

        var patch = await client.PatchAsync(upload, s_content[100_000..], "100000-299999");

        Assert.Equal(HttpStatusCode.Accepted, patch.StatusCode);
        Assert.StartsWith("HTTP/1.1 416", await ReadLineAsync(hanging), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Created, (await client.PutAsync($"{upload}?digest={Digest.Of(s_content)}", [])).StatusCode);
    }

    [Fact]
    public async Task Delete_WhileAPatchHangs_EndsTheUpload()
    {
        await using var registry = await TestRegistry.StartAsync();
        using var client = registry.Client();
        var upload = await client.BeginAsync("app");
        using var hanging = await SendPartAsync(registry, upload, s_content.Length, s_content[..100_000]);
        await WaitForAsync(client, upload, 100_000);

        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync(upload)).StatusCode);

        Assert.Empty(registry.UploadFiles);
    }

    [Fact]
    public async Task Stop_WhileAPatchRuns_ParksTheUpload()
    {
        await using var registry = await TestRegistry.StartAsync();
        string upload;
        using (var before = registry.Client())
        {
            upload = await before.BeginAsync("app");
            using var running = await SendPartAsync(registry, upload, s_content.Length, s_content[..100_000]);
            await WaitForAsync(before, upload, 100_000);

            await registry.RestartAsync();

            Assert.StartsWith("HTTP/1.1 503", await ReadLineAsync(running), StringComparison.Ordinal);
        }

        using var client = registry.Client();
        Assert.Equal("0-99999", (await client.GetAsync(upload)).Header("Range"));
        Assert.Equal(HttpStatusCode.Created, (await client.PutAsync($"{upload}?digest={Digest.Of(s_content)}", s_content[100_000..])).StatusCode);
    }

    [Fact]
    public async Task Patch_DiskIsFull_Gives507AndGoesOnOnceThereIsRoom()
    {
        await using var registry = await TestRegistry.StartAsync();
        using var client = registry.Client();
        var upload = await client.BeginAsync("app");
        await client.PatchAsync(upload, s_content[..100_000]);
        var data = registry.UploadFiles.Single(static path => path.EndsWith("data", StringComparison.Ordinal));
        File.Move(data, data + ".aside");
        File.CreateSymbolicLink(data, "/dev/full");

        var full = await client.PatchAsync(upload, s_content[100_000..], "100000-299999");
        var status = await client.GetAsync(upload);
        File.Move(data + ".aside", data, overwrite: true);
        var put = await client.PutAsync($"{upload}?digest={Digest.Of(s_content)}", s_content[100_000..], "100000-299999");

        await full.AssertErrorAsync(HttpStatusCode.InsufficientStorage, "UNAVAILABLE");
        Assert.Equal("0-99999", status.Header("Range"));
        Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        Assert.Empty(registry.UploadFiles);
    }

    /// <summary>Sends the head of a PATCH and a part of its body, and no more. The caller disposes the connection.</summary>
    private static async Task<Socket> SendPartAsync(TestRegistry registry, string upload, int announced, byte[] part)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(registry.Address.Host, registry.Address.Port, Token);
        var head = $"PATCH {upload} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic {TestRegistry.BasicOf("alice")}\r\nContent-Length: {announced}\r\n\r\n";
        await socket.SendAsync(Encoding.ASCII.GetBytes(head), Token);
        for (var sent = 0; sent < part.Length;)
            sent += await socket.SendAsync(part.AsMemory(sent), Token);
        return socket;
    }

    private static async Task WaitForAsync(TestClient client, string upload, int bytes)
    {
        while ((await client.GetAsync(upload)).Header("Range") != string.Create(CultureInfo.InvariantCulture, $"0-{bytes - 1}"))
            await Task.Yield();
    }

    private static async Task<string> ReadLineAsync(Socket socket)
    {
        var buffer = new byte[64];
        var count = await socket.ReceiveAsync(buffer, Token);
        return Encoding.ASCII.GetString(buffer, 0, count);
    }
}
