namespace Slipway.Images.Tests.Conversion;

public sealed class ImageConverterTests
{
    public static TheoryData<string> Cases => [.. MergeCases.All.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Convert_MergeCase_GivesTheTreeUmociGives(string name)
    {
        Shell.Require(root: true, "umoci", "e2fsck", "mount", "getfattr");
        MergeCase merge = MergeCases.All[name];
        using var directory = new TemporaryDirectory();
        await Converting.ToFileAsync(directory.File("image"), [.. merge.Tars]);

        SortedDictionary<string, string> expected = await Judges.UmociAsync(merge.JudgeTars);
        SortedDictionary<string, string> actual = await Judges.KernelAsync(directory.File("image"));
        bool rootHasTime = name == "root entry";
        TreeListing.AssertEqual(expected, actual, path => (path == "." && !rootHasTime) || merge.AnyTime.Contains(path));
    }
}
