using Slipway.Registry.Blobs.S3;

namespace Slipway.Registry.Tests.Blobs.S3;

/// <summary>OpenStack Swift with its S3 interface, from Debian's python3-swift: checks signatures, hashes and clocks as a production server does.</summary>
public sealed class SwiftServer : S3Server
{
    private const string Python = "/usr/bin/python3";

    public override S3Credentials Credentials { get; } = new("test:tester", "secret/with+signs=");

    protected override string? Missing =>
        File.Exists(Python) && File.Exists("/usr/lib/python3/dist-packages/swift/common/middleware/s3api/s3api.py") ? null : "python3-swift is not installed";

    protected override IReadOnlyList<string> Command =>
        [Python, ScriptOf("swift-server.py"), Credentials.AccessKey, Credentials.SecretKey, "us-east-1"];
}
