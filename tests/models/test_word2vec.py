"""The lab's network: what its layers are, and what they give."""

import torch
import torch.nn.functional as F

from models.word2vec import Word2Vec, Word2VecArchitecture


def test_an_embedding_is_a_one_hot_vector_times_the_matrix() -> None:
    torch.manual_seed(1)
    model = Word2Vec(Word2VecArchitecture(vocabulary=7, dimension=5))
    ids = torch.arange(7)

    one_hot = F.one_hot(ids, num_classes=7).float()

    assert torch.equal(one_hot @ model.embedding.weight, model.embedding(ids))


def test_the_layers_are_the_labs() -> None:
    model = Word2Vec(Word2VecArchitecture(vocabulary=3_085, dimension=50))

    assert {name: tuple(weight.shape) for name, weight in model.named_parameters()} == {
        "embedding.weight": (3_085, 50),
        "output.weight": (3_085, 50),
    }


def test_the_logits_are_products_of_context_and_centre_vectors() -> None:
    torch.manual_seed(1)
    model = Word2Vec(Word2VecArchitecture(vocabulary=7, dimension=5))

    logits = model(torch.tensor([2, 4]))

    assert logits.shape == (2, 7)
    torch.testing.assert_close(logits[1, 3], model.embedding.weight[4] @ model.output.weight[3])
