namespace Slipway.Registry.Tokens;

/// <summary>The keys of the token endpoint: the first one signs, all of them verify. Keys are never added while a program runs.</summary>
public sealed class TokenKeys : IDisposable
{
    private readonly IReadOnlyList<TokenKey> _keys;

    internal TokenKeys(IReadOnlyList<TokenKey> keys) => _keys = keys;

    internal TokenKey Current => _keys[0];

    /// <summary>The key whose tokens begin with this header, or null.</summary>
    internal TokenKey? Find(ReadOnlySpan<char> header)
    {
        foreach (var key in _keys)
        {
            if (header.SequenceEqual(key.Header))
                return key;
        }

        return null;
    }

    public void Dispose()
    {
        foreach (var key in _keys)
            key.Dispose();
    }
}
