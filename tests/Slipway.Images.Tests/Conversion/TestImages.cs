namespace Slipway.Images.Tests.Conversion;

/// <summary>Images that tests/images/build has made with mmdebstrap, umoci and buildah; they are built once and kept.</summary>
internal static class TestImages
{
    /// <summary>The layout of an image; skips the test when nobody has built it.</summary>
    public static string Require(string name)
    {
        string? root = AppContext.BaseDirectory;
        while (root is not null && !File.Exists(Path.Combine(root, "Slipway.slnx")))
            root = Path.GetDirectoryName(root);
        string layout = Path.Combine(root ?? "", "artifacts", "test-images", name);
        Assert.SkipUnless(File.Exists(Path.Combine(layout, "index.json")), $"{layout} is not there: run tests/images/build artifacts/test-images {name}");
        return layout;
    }
}
