using Slipway.Registry.Blobs.S3;

namespace Slipway.Registry.Tests.Blobs.S3;

/// <summary>s3rver from npm, which the development script puts into artifacts/peers: a second opinion on what S3 is.</summary>
public sealed class S3rverServer : S3Server
{
    private static readonly string? s_package = Find();

    public override S3Credentials Credentials { get; } = new("S3RVER", "S3RVER");

    protected override string? Missing => s_package is null ? "s3rver is not in artifacts/peers/s3rver" : null;

    protected override IReadOnlyList<string> Command => ["node", ScriptOf("s3rver-server.js"), s_package!];

    private static string? Find()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            var package = Path.Combine(directory.FullName, "artifacts", "peers", "s3rver", "node_modules", "s3rver");
            if (Directory.Exists(package))
                return package;
        }

        return null;
    }
}
