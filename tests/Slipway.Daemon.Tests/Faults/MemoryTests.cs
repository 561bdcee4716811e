using System.Net.Sockets;
using System.Security.Cryptography;
using Slipway.Daemon.Tests.Attacks;
using Slipway.Oci;

namespace Slipway.Daemon.Tests.Faults;

/// <summary>Blobs larger than what the server may have of memory stream in and out.</summary>
public sealed class MemoryTests(Tenants tenants) : IClassFixture<Tenants>
{
    private const int BlockBytes = 1 << 20;
    private const long BlobBytes = 3L << 30;
    private const long GatewayBlobBytes = 1L << 30;

    /// <summary>What the peak may rise by after a small blob: buffers of a few requests and what the collector of the runtime leaves, never the blob.</summary>
    private const long MaxGrowth = 64L << 20;

    private readonly byte[] _block = Pushes.NewBytes(BlockBytes);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task Blob_OfGibibytes_StreamsInAndOutInFlatMemory() => AssertFlatAsync(tenants.Daemon, tenants.Owner, BlobBytes);

    /// <summary>In one request too, far above the 30 MB that the web server would take by itself.</summary>
    [Fact]
    public async Task Blob_ThroughAGateway_StreamsInAndOutInFlatMemory()
    {
        using var upstream = await DebianRegistry.StartAsync();
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory["secret"], DebianRegistry.HttpSecret, Token);
        using var gateway = await RunningDaemon.StartAsync(
            directory["data"], "--registry-upstream", upstream.Base.AbsoluteUri, "--registry-upstream-secret-file", directory["secret"]);
        using var administrator = await PlatformAdministrator.LoginAsync(gateway.Base, directory["data"]);
        await administrator.CreateOrganizationAsync("first");
        var pusher = RawClient.Basic(gateway.Base, (await administrator.CreateTokenAsync("first", "push")).Secret);

        await AssertFlatAsync(gateway, pusher, GatewayBlobBytes);
    }

    private async Task AssertFlatAsync(RunningDaemon daemon, RawClient client, long length)
    {
        await StreamAsync(client, 64L << 20);
        var before = daemon.PeakMemoryBytes;

        await StreamAsync(client, length);

        var growth = daemon.PeakMemoryBytes - before;
        TestContext.Current.TestOutputHelper?.WriteLine($"peak {before >> 20} MiB after 64 MiB, {growth >> 20} MiB more after {length >> 20} MiB");
        Assert.InRange(growth, 0, MaxGrowth);
    }

    private async Task StreamAsync(RawClient client, long length)
    {
        var digest = DigestOfBlocks(length);
        await PushAsync(client, digest, length);
        await PullAsync(client, digest, length);
    }

    private Digest DigestOfBlocks(long length)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (long at = 0; at < length; at += BlockBytes)
            hash.AppendData(_block);
        return Digest.FromHash(Digest.Sha256, hash.GetHashAndReset());
    }

    private async Task PushAsync(RawClient client, Digest digest, long length)
    {
        var location = await PatchAsync(client, await client.BeginUploadAsync("app"), length);
        await client.ExpectAsync(201, $"PUT {location}{(location.Contains('?', StringComparison.Ordinal) ? '&' : '?')}digest={digest}", []);
    }

    /// <summary>Sends all of it at once; where the upload goes on.</summary>
    private async Task<string> PatchAsync(RawClient client, string session, long length)
    {
        using var connection = await ConnectAsync(client);
        await using var stream = connection.GetStream();
        await stream.WriteAsync(client.Head($"PATCH {session}", $"Content-Length: {length}"), Token);
        for (long at = 0; at < length; at += BlockBytes)
            await stream.WriteAsync(_block, Token);
        using var reader = new StreamReader(stream);
        var answer = new RawAnswer((await reader.ReadToEndAsync(Token)).TrimEnd(), []);
        Assert.True(answer.Status == 202, answer.Head);
        return answer.Header("Location")!;
    }

    private async Task PullAsync(RawClient client, Digest digest, long length)
    {
        using var connection = await ConnectAsync(client);
        await using var stream = connection.GetStream();
        await stream.WriteAsync(client.Head($"GET /v2/app/blobs/{digest}"), Token);
        await SkipHeadAsync(stream);
        var received = new byte[BlockBytes];
        for (long at = 0; at < length; at += BlockBytes)
        {
            await stream.ReadExactlyAsync(received, Token);
            Assert.True(received.AsSpan().SequenceEqual(_block), $"the blob differs in the MiB from byte {at} on");
        }

        Assert.Equal(0, await stream.ReadAsync(received, Token));
    }

    private static async Task SkipHeadAsync(NetworkStream stream)
    {
        var last = new List<byte>();
        var one = new byte[1];
        while (last is not [.., (byte)'\r', (byte)'\n', (byte)'\r', (byte)'\n'])
        {
            await stream.ReadExactlyAsync(one, Token);
            last.Add(one[0]);
        }
    }

    private static async Task<TcpClient> ConnectAsync(RawClient client)
    {
        var connection = new TcpClient();
        await connection.ConnectAsync(client.Server.Host, client.Server.Port, Token);
        return connection;
    }
}
