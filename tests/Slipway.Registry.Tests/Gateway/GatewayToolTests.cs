namespace Slipway.Registry.Tests.Gateway;

/// <summary>Other people's clients through the gateway, which get their tokens by themselves.</summary>
public sealed class GatewayToolTests : IAsyncLifetime
{
    private const string MakeImage = """
        umoci init --layout $1/img && umoci new --image $1/img:1
        mkdir $1/files && head -c 3000000 /dev/urandom > $1/files/random
        umoci insert --rootless --image $1/img:1 $1/files /files >&2

        """;

    private readonly TemporaryDirectory _directory = new();
    private DebianRegistry? _upstream;
    private GatewayServer? _gateway;

    private GatewayServer Gateway => _gateway!;

    private string Host => Gateway.Server.Url.Authority;

    public async ValueTask InitializeAsync()
    {
        Tool.Require("skopeo", "buildah", "umoci");
        _upstream = await DebianRegistry.StartAsync();
        _gateway = await GatewayServer.StartAsync(_upstream.Base);
    }

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
            await _gateway.DisposeAsync();
        _upstream?.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [InlineData("--format oci")]
    [InlineData("--format v2s2")]
    [InlineData("--format oci --dest-compress-format zstd")]
    public async Task Skopeo_PushesAndPulls_ForTwoOrganizations(string format)
    {
        await Shell.RunAsync(MakeImage + $$"""
            for org in acme globex; do
                skopeo copy -q --dest-tls-verify=false --dest-creds x:secret-$org {{format}} oci:$1/img:1 docker://$2/team/app:$org
            done
            skopeo copy -q --src-tls-verify=false --src-creds x:secret-acme-reader docker://$2/team/app:acme dir:$1/out
            test $(sha256sum < $1/out/manifest.json | cut -d' ' -f1) = $(skopeo inspect --tls-verify=false --creds x:secret-acme --format '{{"{{.Digest}}"}}' docker://$2/team/app:acme | cut -d: -f2)
            test "$(skopeo list-tags --tls-verify=false --creds x:secret-globex docker://$2/team/app | tr -d ' \n')" = "{\"Repository\":\"$2/team/app\",\"Tags\":[\"globex\"]}"
            ! skopeo inspect --tls-verify=false --creds x:secret-globex docker://$2/team/app:acme
            ! skopeo copy -q --dest-tls-verify=false --dest-creds x:secret-acme-reader oci:$1/img:1 docker://$2/team/app:2
            ! skopeo delete --tls-verify=false --creds x:secret-acme-pusher docker://$2/team/app:acme
            skopeo delete --tls-verify=false --creds x:secret-acme docker://$2/team/app:acme
            """, _directory.Path, Host);

        Gateway.AssertNothingInternalWasShown();
    }

    [Fact]
    public async Task Skopeo_CopiesBetweenRepositories_ByMounts()
    {
        await Shell.RunAsync(MakeImage + """
            skopeo copy -q --dest-tls-verify=false --dest-creds x:secret-acme oci:$1/img:1 docker://$2/team/base:1
            skopeo copy -q --src-tls-verify=false --dest-tls-verify=false --src-creds x:secret-acme --dest-creds x:secret-acme docker://$2/team/base:1 docker://$2/team/app:1
            """, _directory.Path, Host);

        var mounts = Gateway.Responses.Exchanges.Where(exchange => exchange.Contains("from=team%2Fbase", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(mounts);
        Assert.All(mounts, mount => Assert.EndsWith(" 201", mount, StringComparison.Ordinal));
        Gateway.AssertNothingInternalWasShown();
    }

    [Fact]
    public async Task Buildah_LogsInPushesAndPulls()
    {
        await Shell.RunAsync(MakeImage + """
            export REGISTRY_AUTH_FILE=$1/auth.json
            b="buildah --root $1/root --runroot $1/run --storage-driver vfs"
            skopeo copy -q --dest-tls-verify=false --dest-creds x:secret-acme oci:$1/img:1 docker://$2/team/app:1
            ! echo wrong | $b login --tls-verify=false -u x --password-stdin $2
            echo secret-acme-pusher | $b login --tls-verify=false -u x --password-stdin $2
            $b pull -q --tls-verify=false $2/team/app:1
            $b push -q --tls-verify=false $2/team/app:1 docker://$2/team/again:1
            ! $b push -q --tls-verify=false $2/team/app:1 docker://$2/other/again:1
            """, _directory.Path, Host);

        Gateway.AssertNothingInternalWasShown();
    }
}
