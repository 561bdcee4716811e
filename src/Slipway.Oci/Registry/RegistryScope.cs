namespace Slipway.Oci.Registry;

/// <summary>What a token is asked to be good for (distribution, "Token Scope Documentation").</summary>
internal static class RegistryScope
{
    public static IReadOnlyList<string> Pull(string repository) => [$"repository:{repository}:pull"];

    public static IReadOnlyList<string> Push(string repository) => [$"repository:{repository}:pull,push"];

    /// <summary>To mount blobs of <paramref name="from"/> into <paramref name="repository"/>.</summary>
    public static IReadOnlyList<string> Mount(string repository, string from) => [.. Push(repository), .. Pull(from)];
}
