using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Slipway.Oci;
using Slipway.Registry.Tests.Distribution;

namespace Slipway.Registry.Tests.Uploads;

public sealed class UploadStreamTests
{
    private const long Length = 2L << 30;

    /// <summary>
    /// Far below the blob and far above what buffers need. Client, server and this test share the process, so everything that either would hold counts.
    /// </summary>
    private const long MostGrowth = 96L << 20;

    private static readonly byte[] s_block = RandomNumberGenerator.GetBytes(1 << 20);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TwoGibibytes_UpAndDown_LeaveMemoryFlat()
    {
        Assert.SkipWhen(FreeBytes() < 3 * Length, $"the temporary directory has less than {3 * Length} bytes free");
        await using var registry = await TestRegistry.StartAsync();
        using var client = registry.Client();
        using var raw = new HttpClient { BaseAddress = registry.Address, Timeout = Timeout.InfiniteTimeSpan };
        raw.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", TestRegistry.BasicOf("alice"));
        var upload = await client.BeginAsync("app");
        await client.PushBlobAsync("app", s_block);
        var memory = new Peak();

        using var body = new BlockContent(memory);
        using var patch = new HttpRequestMessage(HttpMethod.Patch, upload) { Content = body };
        Assert.Equal(HttpStatusCode.Accepted, (await raw.SendAsync(patch, Token)).StatusCode);
        var put = await client.PutAsync($"{upload}?digest={body.Digest}", []);
        Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        await using (var blob = await raw.GetStreamAsync(put.Location(), Token))
            Assert.Equal(body.Digest, await HashAsync(blob, memory));

        Assert.True(memory.Growth < MostGrowth, $"memory grew by {memory.Growth} bytes while {Length} streamed through");
        Assert.Empty(registry.UploadFiles);
    }

    private static long FreeBytes() => new DriveInfo(Path.GetTempPath()).AvailableFreeSpace;

    private static async Task<Digest> HashAsync(Stream stream, Peak memory)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        for (var round = 0; await stream.ReadAsync(buffer, Token) is > 0 and var count; round++)
        {
            hash.AppendData(buffer, 0, count);
            if (round % 256 == 0)
                memory.Look();
        }

        return Digest.FromHash(Digest.Sha256, hash.GetHashAndReset());
    }

    /// <summary>The most that the process has taken since this was made, by its private memory: managed, native and pooled; page cache is not in it.</summary>
    private sealed class Peak
    {
        private readonly long _start = Now();

        public long Growth { get; private set; }

        public void Look() => Growth = Math.Max(Growth, Now() - _start);

        private static long Now()
        {
            using var process = Process.GetCurrentProcess();
            return process.WorkingSet64;
        }
    }

    /// <summary>The block again and again, without an announced length, as Docker streams.</summary>
    private sealed class BlockContent(Peak memory) : HttpContent
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public Digest Digest => Digest.FromHash(Digest.Sha256, _hash.GetCurrentHash());

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            for (long sent = 0; sent < Length; sent += s_block.Length)
            {
                _hash.AppendData(s_block);
                await stream.WriteAsync(s_block, Token);
                if (sent % (64 << 20) == 0)
                    memory.Look();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = -1;
            return false;
        }

        protected override void Dispose(bool disposing)
        {
            _hash.Dispose();
            base.Dispose(disposing);
        }
    }
}
