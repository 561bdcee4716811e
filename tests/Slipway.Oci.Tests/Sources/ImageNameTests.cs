using Slipway.Oci.Sources;

namespace Slipway.Oci.Tests.Sources;

public sealed class ImageNameTests
{
    [Theory]
    [InlineData("alpine", "docker.io/library/alpine:latest")]
    [InlineData("docker://alpine:3", "docker.io/library/alpine:3")]
    [InlineData("localhost:5000/a", "localhost:5000/a:latest")]
    [InlineData("docker:dind", "docker.io/library/docker:dind")]
    [InlineData("oci:/srv/nginx", "oci:/srv/nginx")]
    [InlineData("oci:/srv/../dir:v1", "oci:/dir:v1")]
    [InlineData("oci:/dir:", "oci:/dir")]
    [InlineData("oci:/dir:docker.io/library/a:v1", "oci:/dir:docker.io/library/a:v1")]
    [InlineData("oci-archive:/a.tar:v1", "oci-archive:/a.tar:v1")]
    [InlineData("docker-archive:/a.tar", "docker-archive:/a.tar")]
    [InlineData("docker-archive:/a.tar:alpine:3", "docker-archive:/a.tar:alpine:3")]
    public void Parse_Name_GoesWhereSkopeoWouldGo(string text, string name) => Assert.Equal(name, ImageName.Parse(text).ToString());

    [Theory]
    [InlineData("docker-daemon:alpine:3", OciErrorCode.Unsupported, "skopeo copy")]
    [InlineData("dir:/srv/a", OciErrorCode.Unsupported, "skopeo copy")]
    [InlineData("https://ghcr.io/a", OciErrorCode.Malformed, "without 'https://'")]
    [InlineData("./image.tar", OciErrorCode.Malformed, "oci-archive:./image.tar")]
    [InlineData("oci:", OciErrorCode.Malformed, "no path")]
    [InlineData("oci-archive::v1", OciErrorCode.Malformed, "no path")]
    [InlineData("Alpine", OciErrorCode.Malformed, "lower case")]
    [InlineData("docker://", OciErrorCode.Malformed, "empty")]
    public void Parse_Mistake_SaysWhatToWriteInstead(string text, OciErrorCode code, string advice)
    {
        var error = Assert.Throws<OciException>(() => ImageName.Parse(text));
        Assert.Equal(code, error.Code);
        Assert.Contains(advice, error.Message, StringComparison.Ordinal);
    }
}
