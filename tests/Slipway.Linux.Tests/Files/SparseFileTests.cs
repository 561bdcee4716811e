using CsCheck;
using Slipway.Linux.Files;

namespace Slipway.Linux.Tests.Files;

public sealed class SparseFileTests
{
    private const int PageBytes = 4096;
    private const int BlockBytes = 16 * PageBytes;

    [Fact]
    public void ReleaseZeros_WrittenZeros_BecomeHolesAndContentStays() => Gen.Select(Gen.Bool.Array[1, 12], Gen.Int[0, 3]).Sample(
        (blocks, tail) =>
        {
            using var file = UnnamedFile.Create(Path.GetTempPath());
            Assert.SkipUnless(HolePunch.IsSupported(file), "the filesystem of the temporary directory has no holes");
            var content = new byte[(blocks.Length * BlockBytes) + (tail * PageBytes)];
            for (var i = 0; i < blocks.Length; i++)
                content[(i * BlockBytes) + (i * 1000)] = (byte)(blocks[i] ? 7 : 0);
            RandomAccess.Write(file, content, 0);

            SparseFile.ReleaseZeros(file);

            var read = new byte[content.Length];
            Assert.Equal(content.Length, RandomAccess.GetLength(file));
            RandomAccess.Read(file, read, 0);
            Assert.Equal(content, read);
            Assert.Equal(blocks.Count(isData => isData) * (long)BlockBytes, SparseFile.DataOf(file).Sum(range => range.End - range.Start));
        },
        iter: 50);

    [Fact]
    public void ReleaseHoles_ReservedRoom_IsGivenBack()
    {
        using var file = UnnamedFile.Create(Path.GetTempPath());
        Assert.SkipUnless(HolePunch.IsSupported(file), "the filesystem of the temporary directory has no holes");
        SparseFile.Reserve(file, 16 * BlockBytes);
        RandomAccess.Write(file, new byte[] { 7 }, 3 * BlockBytes);

        SparseFile.ReleaseHoles(file);

        var (start, end) = Assert.Single(SparseFile.DataOf(file));
        Assert.Equal(3 * BlockBytes, start);
        Assert.InRange(end, start + 1, start + BlockBytes);
    }
}
