using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Slipway.Daemon.Tests.Attacks;

/// <summary>An answer as it came over the connection.</summary>
/// <param name="Head">Status line and headers, without the empty line.</param>
/// <param name="Body">Everything behind it.</param>
internal sealed partial record RawAnswer(string Head, byte[] Body)
{
    private static readonly string[] s_everChanging = ["Date:", "X-Request-Id:"];

    public int Status => int.Parse(Head.AsSpan(9, 3), CultureInfo.InvariantCulture);

    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>The header's value, or null.</summary>
    public string? Header(string name) => Head.Split("\r\n").Skip(1)
        .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
        .Select(line => line[(name.Length + 1)..].Trim())
        .FirstOrDefault();

    /// <summary>
    /// Status, all headers in their order and the body, without what differs from request to request: date, request id, upload id and handle; and each of
    /// <paramref name="asked"/>, what the request itself said, replaced by one word.
    /// </summary>
    public string Comparable(params string[] asked)
    {
        var lines = Head.Split("\r\n").Where(line => !s_everChanging.Any(name => line.StartsWith(name, StringComparison.OrdinalIgnoreCase)));
        var text = UploadId().Replace(string.Join('\n', lines) + "\n\n" + Encoding.Latin1.GetString(Body), "UPLOAD");
        return asked.Aggregate(text, (all, word) => all.Replace(word, "ASKED", StringComparison.Ordinal));
    }

    [GeneratedRegex("(?<=uploads/)[0-9a-f]{32}[A-Za-z0-9_-]{43}|(?<=Docker-Upload-UUID: )[0-9a-f]{32}")]
    private static partial Regex UploadId();
}
