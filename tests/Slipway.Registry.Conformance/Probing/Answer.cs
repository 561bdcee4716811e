using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Slipway.Registry.Conformance.Probing;

/// <summary>A response with its whole body, and the request it answers, so that a failed expectation can say what was asked.</summary>
public sealed partial class Answer
{
    /// <summary>GET, HEAD and so on.</summary>
    public required string Method { get; init; }

    /// <summary>The absolute address that was asked.</summary>
    public required Uri Url { get; init; }

    public required int Status { get; init; }

    /// <summary>Every header as it stood on the wire; several of one name are joined by a comma.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public required byte[] Body { get; init; }

    /// <summary>True for a failure whose body ended before its Content-Length; <see cref="Body"/> is then empty.</summary>
    public bool IsCutShort { get; init; }

    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>The body as JSON; no JSON fails the test.</summary>
    public JsonElement Json
    {
        get
        {
            try
            {
                using var document = JsonDocument.Parse(Body);
                return document.RootElement.Clone();
            }
            catch (JsonException cause)
            {
                throw new InvalidOperationException($"{this} is no JSON: {cause.Message}", cause);
            }
        }
    }

    /// <summary>The code of the first error in the body (distribution-spec 1.1, "Error Codes").</summary>
    public string ErrorCode => Json.GetProperty("errors")[0].GetProperty("code").GetString()!;

    /// <summary>Location, resolved against the request's address (RFC 3986 §5); its absence fails the test.</summary>
    public string Location
    {
        get
        {
            Assert.True(Header("Location") is { Length: > 0 }, $"{this} has no Location.");
            return new Uri(Url, Header("Location")).AbsoluteUri;
        }
    }

    /// <summary>The address of the next page by Link (RFC 8288), or null on the last one.</summary>
    public string? NextPage => Next().Match(Header("Link") ?? "") is { Success: true } match ? new Uri(Url, match.Groups[1].Value).AbsoluteUri : null;

    /// <summary>A header's value, or null.</summary>
    public string? Header(string name) => Headers.GetValueOrDefault(name);

    /// <summary>Fails the test unless the status is one of these.</summary>
    public Answer Expect(params int[] statuses)
    {
        Assert.True(statuses.Contains(Status), $"{this}, expected {string.Join(" or ", statuses)}.");
        return this;
    }

    /// <summary>Fails the test unless a header has this value.</summary>
    public Answer ExpectHeader(string name, string value)
    {
        Assert.True(Header(name) == value, $"{this} has {name}: {Header(name) ?? "(none)"}, expected {value}.");
        return this;
    }

    /// <summary>Fails the test unless the errors name one of these codes.</summary>
    public Answer ExpectError(params string[] codes)
    {
        Assert.True(codes.Contains(ErrorCode), $"{this} has the code {ErrorCode}, expected {string.Join(" or ", codes)}.");
        return this;
    }

    /// <summary>Fails the test unless the body is exactly these bytes.</summary>
    public Answer ExpectBody(ReadOnlySpan<byte> bytes)
    {
        Assert.True(Body.AsSpan().SequenceEqual(bytes), $"{this} has a body of {Body.Length} bytes that are not the {bytes.Length} expected ones.");
        return this;
    }

    /// <summary>The exchange in one line: request, status and the beginning of a body that is text.</summary>
    public override string ToString() => $"{Method} {Excerpt(Url.PathAndQuery)} answered {Status} {(IsText() ? Excerpt(Text) : "")}".TrimEnd();

    private bool IsText() => Header("Content-Type") is { } type && type.Contains("json", StringComparison.Ordinal);

    private static string Excerpt(string text) => text.Length > 200 ? text[..200] + "…" : text;

    [GeneratedRegex("""<([^>]*)>\s*;\s*rel="?next"?""")]
    private static partial Regex Next();
}
