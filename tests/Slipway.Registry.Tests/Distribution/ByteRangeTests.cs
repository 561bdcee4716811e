using CsCheck;
using Slipway.Registry.Distribution;

namespace Slipway.Registry.Tests.Distribution;

public sealed class ByteRangeTests
{
    [Fact]
    public void Read_FirstAndLast_IsTheIntersectionWithTheContent() =>
        Gen.Select(Gen.Long[0, 5000], Gen.Long[0, 5000], Gen.Long[0, 3000]).Sample((first, last, length) =>
        {
            var range = ByteRange.Read($"bytes={first}-{last}", length);
            if (last < first || first >= length)
                Assert.Equal(new ByteRange(ByteRangeKind.Unsatisfiable, 0, 0), range);
            else
                Assert.Equal(new ByteRange(ByteRangeKind.Partial, first, Math.Min(last, length - 1) - first + 1), range);
        });

    [Fact]
    public void Read_Suffix_IsTheEnd() =>
        Gen.Select(Gen.Long[0, 5000], Gen.Long[0, 3000]).Sample((suffix, length) =>
        {
            var range = ByteRange.Read($"bytes=-{suffix}", length);
            var count = Math.Min(suffix, length);
            Assert.Equal(count == 0 ? ByteRangeKind.Unsatisfiable : ByteRangeKind.Partial, range.Kind);
            Assert.Equal(count, range.Count);
            Assert.Equal(count == 0 ? 0 : length - count, range.Offset);
        });

    [Theory]
    [InlineData("bytes=99999999999999999999-", "Unsatisfiable", 0, 0)]
    [InlineData("bytes=0-99999999999999999999", "Partial", 0, 10)]
    [InlineData("bytes=-99999999999999999999", "Partial", 0, 10)]
    [InlineData("BYTES= 2-3 ", "Partial", 2, 2)]
    [InlineData("bytes=+2-3", "Whole", 0, 10)]
    [InlineData("bytes=2--3", "Whole", 0, 10)]
    [InlineData("bytes", "Whole", 0, 10)]
    [InlineData("", "Whole", 0, 10)]
    [InlineData(null, "Whole", 0, 10)]
    public void Read_OddHeader_IsReadStrictly(string? header, string kind, long offset, long count) =>
        Assert.Equal(new ByteRange(Enum.Parse<ByteRangeKind>(kind), offset, count), ByteRange.Read(header, 10));

    [Fact]
    public void Read_AnyText_StaysInsideTheContent()
    {
        var random = new Random(1);
        for (var i = 0; i < 50_000; i++)
        {
            var text = "bytes=" + new string(random.GetItems<char>("bytes=-, 0123456789\t", random.Next(30)));
            var length = random.Next(100);
            var range = ByteRange.Read(text, length);
            Assert.InRange(range.Offset, 0, length);
            Assert.InRange(range.Count, range.Kind == ByteRangeKind.Partial ? 1 : 0, length - range.Offset);
        }
    }
}
