using System.Net.Sockets;
using System.Security.Cryptography;
using Slipway.Daemon.Tests.Attacks;
using Slipway.Oci;

namespace Slipway.Daemon.Tests.Faults;

/// <summary>A blob larger than what the server may have of memory streams in and out.</summary>
public sealed class MemoryTests(Tenants tenants) : IClassFixture<Tenants>
{
    private const int BlockBytes = 1 << 20;
    private const long BlobBytes = 3L << 30;

    /// <summary>What the peak may rise by after a small blob: buffers of a few requests and what the collector of the runtime leaves, never the blob.</summary>
    private const long MaxGrowth = 64L << 20;

    private readonly byte[] _block = Pushes.NewBytes(BlockBytes);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Blob_OfGibibytes_StreamsInAndOutInFlatMemory()
    {
        await StreamAsync("app", 64L << 20);
        var before = tenants.Daemon.PeakMemoryBytes;

        await StreamAsync("app", BlobBytes);

        var growth = tenants.Daemon.PeakMemoryBytes - before;
        TestContext.Current.TestOutputHelper?.WriteLine($"peak {before >> 20} MiB after 64 MiB, {growth >> 20} MiB more after {BlobBytes >> 20} MiB");
        Assert.InRange(growth, 0, MaxGrowth);
    }

    private async Task StreamAsync(string repository, long length)
    {
        var digest = DigestOfBlocks(length);
        await PushAsync(repository, digest, length);
        await PullAsync(repository, digest, length);
    }

    private Digest DigestOfBlocks(long length)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (long at = 0; at < length; at += BlockBytes)
            hash.AppendData(_block);
        return Digest.FromHash(Digest.Sha256, hash.GetHashAndReset());
    }

    private async Task PushAsync(string repository, Digest digest, long length)
    {
        using var client = await ConnectAsync();
        await using var stream = client.GetStream();
        await stream.WriteAsync(tenants.Owner.Head($"POST /v2/{repository}/blobs/uploads/?digest={digest}", $"Content-Length: {length}"), Token);
        for (long at = 0; at < length; at += BlockBytes)
            await stream.WriteAsync(_block, Token);
        using var answer = new StreamReader(stream);
        Assert.Equal("HTTP/1.1 201 Created", await answer.ReadLineAsync(Token));
    }

    private async Task PullAsync(string repository, Digest digest, long length)
    {
        using var client = await ConnectAsync();
        await using var stream = client.GetStream();
        await stream.WriteAsync(tenants.Owner.Head($"GET /v2/{repository}/blobs/{digest}"), Token);
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

    private async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync(tenants.Server.Host, tenants.Server.Port, Token);
        return client;
    }
}
