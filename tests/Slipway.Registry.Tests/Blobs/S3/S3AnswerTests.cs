using System.Text;
using Slipway.Registry.Blobs.S3;

namespace Slipway.Registry.Tests.Blobs.S3;

/// <summary>What servers answer in XML, and what they should not.</summary>
public sealed class S3AnswerTests
{
    private const string Page = """
        <?xml version="1.0" encoding="UTF-8"?>
        <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name><Prefix/><MaxKeys>1000</MaxKeys><IsTruncated>true</IsTruncated>
        <NextContinuationToken>next/+=</NextContinuationToken>
        <Contents><Key>a &amp; b</Key><LastModified>2026-01-02T03:04:05.678Z</LastModified><ETag>"x"</ETag><Size>12</Size><Owner><ID>o</ID></Owner></Contents>
        <Contents/>
        <Contents><Key>&#x1;</Key><LastModified>2026-01-02T03:04:05Z</LastModified><Size>9223372036854775807</Size></Contents>
        <CommonPrefixes><Prefix>p</Prefix></CommonPrefixes></ListBucketResult>
        """;

    private const string Bomb = """<!DOCTYPE Error [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><Error><Code>&b;</Code></Error>""";

    [Fact]
    public void ListPage_WholeAnswer_IsReadAndIncompleteEntriesAreLeftOut()
    {
        var page = S3ListPage.Parse(Bytes(Page));

        Assert.NotNull(page);
        Assert.Equal("next/+=", page.Next);
        Assert.Equal(
            [
                new S3ListedObject("a & b", 12, new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero)),
                new S3ListedObject("\u0001", long.MaxValue, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)),
            ],
            page.Objects);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html/>")]
    [InlineData("<ListBucketResult>")]
    [InlineData("<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>")]
    [InlineData("<!DOCTYPE x SYSTEM \"file:///etc/passwd\"><ListBucketResult/>")]
    public void ListPage_NoPage_IsNull(string answer) => Assert.Null(S3ListPage.Parse(Bytes(answer)));

    [Fact]
    public void ErrorBody_Error_IsReadClippedAndWithoutControlCharacters()
    {
        var error = S3ErrorBody.Parse(Bytes($"<Error><Code>NoSuchKey</Code><Message>a&#27;[2J{new string('x', 1000)}</Message><Region>eu-west-1</Region></Error>"));

        Assert.Equal(("NoSuchKey", "eu-west-1"), (error.Code, error.Region));
        Assert.Equal("a?[2J" + new string('x', 195), error.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Service Unavailable")]
    [InlineData("<Error><Code>x")]
    [InlineData(Bomb)]
    public void ErrorBody_NoError_IsNone(string answer) => Assert.Equal(S3ErrorBody.None, S3ErrorBody.Parse(Bytes(answer)));

    [Theory]
    [InlineData("<?xml version=\"1.0\"?>\n<Yes><Id>id+/=</Id></Yes>", "id+/=")]
    [InlineData("  \n <?xml version=\"1.0\"?><y:Yes xmlns:y=\"u\"><y:Id>a<b>c</b>d</y:Id></y:Yes>", "ad")]
    [InlineData("<Yes/>", "")]
    [InlineData("<Yes><Id/></Yes>", "")]
    [InlineData("<No><Id>id</Id></No>", null)]
    [InlineData("<Yes><Id>id</Id>", null)]
    [InlineData("<Yes><Id>id</Id>stray</Yes>", null)]
    [InlineData("", null)]
    public void Document_Field_IsReadOnlyFromAWholeDocumentOfTheRightName(string answer, string? id) =>
        Assert.Equal(id, S3Document.Parse(Bytes(answer), "Yes")?["Id"]);

    [Fact]
    public void UploadPage_WholeAnswer_IsReadAndIncompleteEntriesAreLeftOut()
    {
        var page = S3UploadPage.Parse(Bytes("""
            <ListMultipartUploadsResult><KeyMarker/><NextKeyMarker>k</NextKeyMarker><NextUploadIdMarker>u</NextUploadIdMarker><IsTruncated>true</IsTruncated>
            <Upload><Key>a</Key><UploadId>1</UploadId><Initiator><ID>x</ID></Initiator><Initiated>2026-01-02T03:04:05.000Z</Initiated></Upload>
            <Upload><Key>b</Key></Upload></ListMultipartUploadsResult>
            """));

        Assert.Equal(("k", "u"), (page?.NextKey, page?.NextUploadId));
        Assert.Equal([new S3ListedUpload("a", "1", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero))], page!.Uploads);
    }

    [Fact]
    public void Answers_Damaged_AreReadOrRefusedButNeverThrow()
    {
        var random = new Random(20260102);
        for (var round = 0; round < 5_000; round++)
        {
            var bytes = Bytes(round % 2 == 0 ? Page : Bomb);
            for (var damages = random.Next(1, 6); damages > 0; damages--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var cut = bytes.AsMemory(0, random.Next(4) == 0 ? random.Next(bytes.Length) : bytes.Length);

            _ = S3ListPage.Parse(cut);
            _ = S3ErrorBody.Parse(cut);
            _ = S3UploadPage.Parse(cut);
        }
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
