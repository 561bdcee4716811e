using Slipway.Oci.Compression;

namespace Slipway.Oci.Tests.Compression;

public sealed class PipelinedStreamTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1024 * 1024)]
    [InlineData(9_999_999)]
    public void Read_ToTheEnd_GivesTheSourcesBytes(int size)
    {
        byte[] content = LayerDecompressionTests.Noise(size);
        using var stream = new PipelinedStream(new ChunkedStream(content, 300_000), "test");
        using var all = new MemoryStream();
        stream.CopyTo(all);
        Assert.True(content.AsSpan().SequenceEqual(all.ToArray()));
        Assert.Equal(0, stream.Read(new byte[1]));
    }

    [Fact]
    public void Lend_InTurnWithRead_GivesEveryByteOnce()
    {
        byte[] content = LayerDecompressionTests.Noise(1_500_000);
        using var stream = new PipelinedStream(new ChunkedStream(content, 300_000), "test");
        using var seen = new MemoryStream();
        byte[] some = new byte[1000];
        for (int read = 1; read > 0;)
        {
            seen.Write(stream.Lend().Span);
            read = stream.Read(some);
            seen.Write(some, 0, read);
        }

        Assert.Equal(content, seen.ToArray());
        Assert.True(stream.Lend().IsEmpty);
    }

    [Fact]
    public void Read_SourceFails_ThrowsItAfterTheBytesBefore()
    {
        using var stream = new PipelinedStream(new ChunkedStream(new byte[1_500_000], 1000, new InvalidDataException("broken")), "test");
        using var all = new MemoryStream();
        Assert.Equal("broken", Assert.Throws<InvalidDataException>(() => stream.CopyTo(all)).Message);
        Assert.Equal(1_500_000, all.Length);
    }

    [Fact]
    public void Dispose_BeforeTheEnd_StopsTheThreadAndDisposesTheSource()
    {
        var source = new ChunkedStream(new byte[50_000_000], 1000);
        var stream = new PipelinedStream(source, "test");
        Assert.Equal(10, stream.Read(new byte[10]));
        stream.Dispose();
        stream.Dispose();
        Assert.True(source.IsDisposed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9_999_999)]
    public void Read_Inspected_ShowsEachByteToTheInspectorFirst(int size)
    {
        byte[] content = LayerDecompressionTests.Noise(size);
        using var inspected = new MemoryStream();
        using var stream = new PipelinedStream(new ChunkedStream(content, 300_000), "test", inspected.Write, "inspector");
        var buffer = new byte[70_000];
        for (int read = 0, n; (n = stream.Read(buffer)) > 0; read += n)
            Assert.True(inspected.Length >= read + n);
        Assert.True(content.AsSpan().SequenceEqual(inspected.ToArray()));
    }

    [Fact]
    public void Dispose_InspectorWaits_StopsBothThreads()
    {
        var source = new ChunkedStream(new byte[50_000_000], 1000);
        new PipelinedStream(source, "test", _ => { }, "inspector").Dispose();
        Assert.True(source.IsDisposed);
    }
}
