namespace Slipway.Registry.Blobs.S3;

/// <summary>
/// What an S3 server says is wrong: <c>&lt;Error&gt;&lt;Code&gt;NoSuchKey&lt;/Code&gt;&lt;Message&gt;…&lt;/Message&gt;&lt;Region&gt;…&lt;/Region&gt;&lt;/Error&gt;</c>.
/// </summary>
/// <param name="Code">The code, or "" where the body is no S3 error.</param>
/// <param name="Message">For people, bounded and without control characters.</param>
/// <param name="Region">Where the bucket is, when that is what is wrong.</param>
internal sealed record S3ErrorBody(string Code, string Message, string Region)
{
    /// <summary>An answer without a body.</summary>
    public static readonly S3ErrorBody None = new("", "", "");

    private const int MaxTextLength = 200;

    /// <summary>Reads an error; anything else, also what is no XML, is <see cref="None"/>.</summary>
    public static S3ErrorBody Parse(ReadOnlyMemory<byte> body) =>
        S3Document.Parse(body, "Error") is { } error ? new S3ErrorBody(Clip(error["Code"]), Clip(error["Message"]), Clip(error["Region"])) : None;

    /// <summary>Text from outside, bounded and without control characters.</summary>
    internal static string Clip(string text) =>
        new([.. text.Take(MaxTextLength).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c)]);
}
