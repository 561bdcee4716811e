using System.Buffers;

namespace Slipway.Registry.Gateway;

/// <summary>An upload as the upstream names it: <c>…/blobs/uploads/ID?QUERY</c>.</summary>
/// <param name="Id">Last part of the path.</param>
/// <param name="Query">As it was, still escaped, without the question mark; empty for none.</param>
internal readonly record struct UpstreamSession(string Id, string Query)
{
    /// <summary>distribution's state in its query.</summary>
    public const string StateParameter = "_state";

    private const int MaxIdLength = 128;

    private static readonly SearchValues<char> _idChars =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.=");

    /// <summary>True for what can be a part of a path as it is.</summary>
    public static bool IsId(ReadOnlySpan<char> text) => text.Length is > 0 and <= MaxIdLength && text[0] != '.' && !text.ContainsAnyExcept(_idChars);
}
