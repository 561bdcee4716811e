using Google.Protobuf.WellKnownTypes;
using Slipway.Containerd.Calls;
using Slipway.Oci;
using Wired = Slipway.Containerd.Wire.Images;
using WiredDescriptor = Slipway.Containerd.Wire.Types.BlobDescriptor;

namespace Slipway.Containerd.Images;

/// <summary>The image records of the namespace: what <c>ctr images</c> shows.</summary>
public sealed class ImageRecords
{
    private readonly ContainerdChannel _channel;
    private readonly Wired.Images.ImagesClient _wire;

    internal ImageRecords(ContainerdChannel channel)
    {
        _channel = channel;
        _wire = new Wired.Images.ImagesClient(channel.Invoker);
    }

    /// <summary>What a name means, or null.</summary>
    public async Task<ImageRecord?> FindAsync(string name, CancellationToken cancellationToken)
    {
        var message = new Wired.GetImageRequest { Name = name };
        var answer = await _channel.TryRunAsync(new Request($"look up image {name}"), call => _wire.GetAsync(message, call).ResponseAsync, cancellationToken);
        return answer is null ? null : RecordOf(answer.Image);
    }

    /// <summary>Every image of the namespace.</summary>
    public async Task<IReadOnlyList<ImageRecord>> ListAsync(CancellationToken cancellationToken)
    {
        var answer = await _channel.RunAsync(new Request("list images"), call => _wire.ListAsync(new Wired.ListImagesRequest(), call).ResponseAsync, cancellationToken);
        return [.. answer.Images.Select(RecordOf)];
    }

    /// <summary>Makes a name mean this manifest, whatever it meant before. What it meant is collected when nothing else holds it.</summary>
    public async Task PutAsync(ImageRecord record, CancellationToken cancellationToken)
    {
        var image = new Wired.Image
        {
            Name = record.Name,
            Target = new WiredDescriptor { MediaType = record.MediaType, Digest = record.Digest.ToString(), Size = record.SizeBytes },
        };
        while (!await TryCreateAsync(image, cancellationToken) && !await TryUpdateAsync(image, cancellationToken))
        {
            // Between the two, another client deleted the name: it is free to be created.
        }
    }

    /// <summary>Removes a name; false when there is none.</summary>
    /// <param name="collect">Waits until what only this name held is gone; else that happens soon.</param>
    public async Task<bool> DeleteAsync(string name, bool collect, CancellationToken cancellationToken)
    {
        var message = new Wired.DeleteImageRequest { Name = name, Sync = collect };
        var request = new Request($"delete image {name}", Pace: collect ? Pace.Work : Pace.Answer);
        return await _channel.TryRunAsync(request, call => _wire.DeleteAsync(message, call).ResponseAsync, cancellationToken) is not null;
    }

    private async Task<bool> TryCreateAsync(Wired.Image image, CancellationToken cancellationToken)
    {
        var message = new Wired.CreateImageRequest { Image = image };
        try
        {
            await _channel.RunAsync(new Request($"create image {image.Name}"), call => _wire.CreateAsync(message, call).ResponseAsync, cancellationToken);
            return true;
        }
        catch (ContainerdException e) when (e.Code == ContainerdErrorCode.AlreadyExists)
        {
            return false;
        }
    }

    private async Task<bool> TryUpdateAsync(Wired.Image image, CancellationToken cancellationToken)
    {
        var message = new Wired.UpdateImageRequest { Image = image, UpdateMask = new FieldMask { Paths = { "target" } } };
        return await _channel.TryRunAsync(new Request($"update image {image.Name}"), call => _wire.UpdateAsync(message, call).ResponseAsync, cancellationToken) is not null;
    }

    private static ImageRecord RecordOf(Wired.Image image) =>
        new(image.Name, image.Target?.MediaType ?? "", Digest.Parse(image.Target?.Digest ?? ""), image.Target?.Size ?? 0);
}
