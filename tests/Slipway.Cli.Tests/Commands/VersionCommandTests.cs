using System.Text.Json;

namespace Slipway.Cli.Tests.Commands;

public sealed class VersionCommandTests
{
    [Fact]
    public async Task Version_AsText_NamesProgramVersionAndPlatform()
    {
        var (code, output) = await Run("version");
        Assert.Equal(0, code);
        Assert.Matches(@"^slipway \d+\.\d+\.\d+\S* linux/(amd64|arm64)\n$", output);
    }

    [Fact]
    public async Task Version_AsJson_IsOneObject()
    {
        var (code, output) = await Run("version", "--format", "json");
        Assert.Equal(0, code);
        Assert.Equal(JsonValueKind.String, JsonDocument.Parse(output).RootElement.GetProperty("version").ValueKind);
    }

    private static async Task<(int Code, string Output)> Run(params string[] arguments)
    {
        using var output = new StringWriter();
        var context = new CommandContext(output, TextWriter.Null, TimeProvider.System);
        var code = await SlipwayCommand.Create(context).Parse(arguments).InvokeAsync(cancellationToken: TestContext.Current.CancellationToken);
        return (code, output.ToString());
    }
}
