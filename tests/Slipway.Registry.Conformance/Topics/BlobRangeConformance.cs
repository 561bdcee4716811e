using System.Globalization;
using Slipway.Oci;
using Slipway.Registry.Conformance.Reporting;
using Slipway.Registry.Conformance.Targets;

namespace Slipway.Registry.Conformance.Topics;

/// <summary>Parts of a blob of 2048 bytes (distribution-spec 1.1, "Resumable Pull"; RFC 9110 §14).</summary>
public abstract class BlobRangeConformance(TargetFixture fixture) : ConformanceTest(fixture)
{
    public static TheoryData<string, string, int, int> Satisfiable()
    {
        var rows = new TheoryData<string, string, int, int>();
        foreach (var algorithm in (string[])[Digest.Sha256, Digest.Sha512])
        {
            rows.Add(algorithm, "bytes=500-1499", 500, 1499);
            rows.Add(algorithm, "bytes=500-", 500, 2047);
            rows.Add(algorithm, "bytes=-500", 1548, 2047);
            rows.Add(algorithm, "bytes=2000-5000", 2000, 2047);
            rows.Add(algorithm, "bytes=0-0", 0, 0);
            rows.Add(algorithm, "bytes=2047-", 2047, 2047);
            rows.Add(algorithm, "bytes=0-2047", 0, 2047);
            rows.Add(algorithm, "bytes=-5000", 0, 2047);
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Satisfiable))]
    [Clause("end-2", "Resumable Pull")]
    public async Task Range_InsideTheBlob_AnswersItsBytes(string algorithm, string range, int first, int last)
    {
        Needs(algorithm);
        var content = NewContent();
        var answer = await AskAsync(content, algorithm, range);

        answer.Expect(206).ExpectBody(content.AsSpan(first, last - first + 1));
        answer.ExpectHeader("Content-Length", (last - first + 1).ToString(CultureInfo.InvariantCulture));
        Assert.Contains(answer.Header("Content-Range"), (string[])[$"bytes {first}-{last}/2048", $"bytes {first}-{last}/*"]);
    }

    /// <summary>A range that ends before it begins, or begins behind the end.</summary>
    [Theory]
    [InlineData("bytes=500-0", Digest.Sha256)]
    [InlineData("bytes=500-0", Digest.Sha512)]
    [InlineData("bytes=5000-10000", Digest.Sha256)]
    [InlineData("bytes=5000-10000", Digest.Sha512)]
    [InlineData("bytes=2048-", Digest.Sha256)]
    [InlineData("bytes=2048-", Digest.Sha512)]
    [Clause("end-2", "Resumable Pull")]
    public async Task Range_OutsideTheBlob_Answers416(string range, string algorithm)
    {
        Needs(algorithm);
        (await AskAsync(NewContent(), algorithm, range)).Expect(416);
    }

    [Fact]
    [Clause("end-2", "RFC 9110 §14.4")]
    public async Task Range_BehindTheEnd_SaysTheLength() =>
        (await AskAsync(NewContent(), Digest.Sha256, "bytes=5000-10000")).Expect(416).ExpectHeader("Content-Range", "bytes */2048");

    [Fact]
    [Clause("end-2", "RFC 9112 §6.3")]
    public async Task Range_OutsideTheBlob_AnswersAWholeBody()
    {
        Needs(Feature.RangeRefusalBody);
        var answer = (await AskAsync(NewContent(), Digest.Sha256, "bytes=5000-10000")).Expect(416);
        Assert.False(answer.IsCutShort, $"{answer} with fewer bytes than its Content-Length of {answer.Header("Content-Length")}.");
    }

    [Fact]
    [Clause("end-2", "RFC 9110 §14.2")]
    public async Task Range_OfAnUnknownUnit_IsIgnored()
    {
        Needs(Feature.RangeUnits);
        var content = NewContent();
        (await AskAsync(content, Digest.Sha256, "lines=1-2")).Expect(200).ExpectBody(content);
    }

    /// <summary>A server may answer several ranges, one, or the whole, but never a part with a wrong label.</summary>
    [Fact]
    [Clause("end-2", "RFC 9110 §14.2")]
    public async Task Range_OfSeveralParts_AnswersThemOrTheWhole()
    {
        var content = NewContent();
        var answer = (await AskAsync(content, Digest.Sha256, "bytes=0-9,100-109")).Expect(200, 206);
        if (answer.Status == 200)
            answer.ExpectBody(content);
        else if (answer.Header("Content-Type")!.StartsWith("multipart/byteranges", StringComparison.Ordinal))
            Assert.True(answer.Body.AsSpan().IndexOf(content.AsSpan(100, 10)) > 0, $"{answer} has not the second part.");
        else
            answer.ExpectHeader("Content-Range", "bytes 0-9/2048").ExpectBody(content.AsSpan(0, 10));
    }

    [Theory]
    [InlineData("bytes=0-18446744073709551616")]
    [InlineData("bytes=99999999999999999999-")]
    [InlineData("bytes=-")]
    [InlineData("bytes=a-b")]
    [InlineData("bytes=")]
    [Clause("end-2", "RFC 9110 §14.2")]
    public async Task Range_OfNonsense_IsNoErrorOfTheServer(string range) => (await AskAsync(NewContent(), Digest.Sha256, range)).Expect(200, 206, 400, 416);

    [Fact]
    [Clause("end-2", "Resumable Pull")]
    public async Task Blob_Get_SaysThatRangesAreAccepted()
    {
        var digest = await Probe.PushBlobAsync(Repository, NewContent());
        (await Probe.GetAsync($"/v2/{Repository}/blobs/{digest}")).Expect(200).ExpectHeader("Accept-Ranges", "bytes");
    }

    [Fact]
    [Clause("end-2", "Resumable Pull")]
    public async Task Blob_PulledInThreeParts_IsWhole()
    {
        var content = NewContent();
        var digest = await Probe.PushBlobAsync(Repository, content);
        var parts = new List<byte>();
        foreach (var range in (string[])["bytes=0-999", "bytes=1000-1999", "bytes=2000-"])
            parts.AddRange((await Probe.GetAsync($"/v2/{Repository}/blobs/{digest}", ("Range", range))).Expect(206).Body);
        Assert.Equal(content, parts);
    }

    private async Task<Probing.Answer> AskAsync(byte[] content, string algorithm, string range)
    {
        var digest = await Probe.PushBlobAsync(Repository, content, algorithm);
        return await Probe.GetAsync($"/v2/{Repository}/blobs/{digest}", ("Range", range));
    }
}
